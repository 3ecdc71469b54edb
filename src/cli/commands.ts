import type { CommandEntry } from './run.ts'

/** Every command, in the order of the help. Loaded when called, so that `link` starts fast and needs no database. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'link',
    summary: 'find the records of the same person in one or more files',
    load: async () => (await import('./link.ts')).link,
  },
  {
    name: 'encode',
    summary: "encode records to compare with one other agency's",
    load: async () => (await import('./encode.ts')).encode,
  },
  {
    name: 'ask',
    summary: 'find the people that two encoded files have in common',
    load: async () => (await import('./ask.ts')).ask,
  },
  {
    name: 'evaluate',
    summary: 'compare clusters with a known truth: precision, recall, F1',
    load: async () => (await import('./evaluate.ts')).evaluate,
  },
  {
    name: 'label',
    summary: 'draw pairs for people to judge, and measure by what they say',
    load: async () => (await import('./label.ts')).label,
  },
  {
    name: 'ingest',
    summary: "bring an agency's records in and join them with what is held",
    load: async () => (await import('./ingest.ts')).ingest,
  },
  {
    name: 'relink',
    summary: 'link records again, with the same result unless the model changed',
    load: async () => (await import('./relink.ts')).relink,
  },
  {
    name: 'audit',
    summary: 'verify the audit trails',
    load: async () => (await import('./audit.ts')).audit,
  },
  {
    name: 'demo',
    summary: 'make the demonstration world',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'user',
    summary: 'add somebody who may sign in',
    load: async () => (await import('./user.ts')).user,
  },
  {
    name: 'migrate',
    summary: 'bring the database to the schema of this version',
    load: async () => (await import('./migrate.ts')).migrate,
  },
]
