/** The address of one thing, by its id. */
export interface Named {
  readonly Params: { readonly id: string }
}

/** How Fastify checks such an address. */
export const NAMED = {
  params: { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } },
} as const
