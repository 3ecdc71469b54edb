import type { CommandEntry } from './run.ts'

/** Every command, in the order of the help. Loaded when called, so that `link` starts fast and needs no database. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'link',
    summary: 'find the records of the same person in one or more files',
    load: async () => (await import('./link.ts')).link,
  },
  {
    name: 'evaluate',
    summary: 'compare clusters with a known truth: precision, recall, F1',
    load: async () => (await import('./evaluate.ts')).evaluate,
  },
]
