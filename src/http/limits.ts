/** The most that a form or a JSON body may hold; a file is streamed and has its own limit. */
export const BODY_BYTES = 1_048_576

/** For @fastify/multipart: one file, streamed, and a handful of small fields before it. */
export const UPLOAD_LIMITS = {
  fileSize: 5 * 1024 ** 3,
  files: 1,
  fields: 20,
  fieldSize: 10_000,
  fieldNameSize: 100,
  parts: 21,
  headerPairs: 50,
} as const
