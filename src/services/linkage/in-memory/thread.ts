import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '#store/database.ts'
import { forgetMatchChanges } from '#store/match-changes.ts'
import { type PeopleIndex, readPeople } from './people-index.ts'
import { type Answer, GIVE_WAY, type Question, READY } from './questions.ts'

/** The thread that keeps people in memory: reads them, keeps up with what changes, and answers questions. */

const KEEP_UP_EVERY_MS = 1000
const FORGET_EVERY_MS = 600_000
/** So old changes are forgotten; an index that is further behind begins anew. */
const KEPT_MS = 3_600_000
const MOST_WASTE = 0.5
/** While it is read at first: how long to rest after a page, in times of that page, when somebody asked of late and when nobody did. */
const REST_ASKED = 3
const REST_IDLE = 0.5
const OF_LATE_MS = 5000
/** More changes than that and a question is not kept waiting for them. */
const MOST_WHILE_ASKED = 400

const database = openDatabase({ ...workerData, max: 1 })
let index: PeopleIndex | undefined
let currentAt = 0
let askedAt = -Infinity
let catchingUp: Promise<boolean> | undefined
let next: Promise<boolean> | undefined

/** Whether all that was committed before the call is in the index. Calls at one time share the reading that begins after them. */
function current(): Promise<boolean> {
  if (catchingUp === undefined) return begin()
  next ??= catchingUp.then(begin, begin)
  return next
}

function begin(): Promise<boolean> {
  next = undefined
  const asOf = performance.now()
  const reading = (index?.catchUp(MOST_WHILE_ASKED) ?? Promise.resolve(false)).then(isCurrent => {
    if (isCurrent) currentAt = asOf
    return isCurrent
  })
  const ended = () => {
    if (catchingUp === reading) catchingUp = undefined
  }
  catchingUp = reading
  reading.then(ended, ended)
  return reading
}

async function answer({ number, person, held }: Question): Promise<Answer> {
  const isCurrent = await current().catch(() => false)
  return { number, found: isCurrent && index !== undefined ? index.find(person, held) : undefined }
}

async function keepUp(): Promise<void> {
  const tooOld = performance.now() - currentAt > KEPT_MS / 2
  if (tooOld) index = undefined
  if (index === undefined || index.waste > MOST_WASTE) {
    const from = performance.now()
    index = await readPeople(database, rest)
    currentAt = from
    parentPort?.postMessage(READY)
  }
  await current()
}

function rest(): number {
  return performance.now() - askedAt < OF_LATE_MS ? REST_ASKED : REST_IDLE
}

async function forget(): Promise<void> {
  await database.glance('', tx => forgetMatchChanges(tx, KEPT_MS / 1000))
}

/** Again and again, each time after the last has ended; what fails is tried again. */
function repeat(work: () => Promise<void>, every: number): void {
  void work()
    .catch(() => undefined)
    .then(() => setTimeout(() => repeat(work, every), every).unref())
}

parentPort?.on('message', (question: Question | typeof GIVE_WAY) => {
  askedAt = performance.now()
  if (question === GIVE_WAY) return
  void answer(question).then(found => parentPort?.postMessage(found))
})
repeat(keepUp, KEEP_UP_EVERY_MS)
repeat(forget, FORGET_EVERY_MS)
