import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'

/** Work of many parts, which come out the same whichever thread does them. */
export interface Job<Context, Result> {
  /** By which a thread knows it. */
  readonly name: string
  /** Make ready to do parts, in the thread that will do them. */
  begin(context: Context): (part: number) => Result
}

/** Threads that share out the parts of a job; the calling thread is one of them. */
export interface Crew {
  /**
   * Do all parts of a job and give their results in order. Blocks until the last is done.
   *
   * Parts are handed out one by one, so a slow one holds up nobody; what comes out does not depend on who did what. What a thread
   * had in hand that failed or died is done again by this one.
   *
   * @param context numbers in shared memory are shared, all else is copied for each thread
   */
  run<Context, Result>(job: Job<Context, Result>, context: Context, parts: number): Result[]
  /** Let the other threads go. */
  close(): void
}

/** What goes to a thread. */
export interface Order<Context> {
  readonly name: string
  readonly context: Context
  readonly parts: number
  /** Numbers that the threads of a job share; see `SHARED`. */
  readonly shared: Int32Array<SharedArrayBuffer>
}

/** Places in the numbers that threads share: the next part to be done, threads that have finished, parts that are done. */
export const SHARED = { next: 0, finished: 1, done: 2 } as const

/** Results with their parts. */
export type Delivery<Result> = readonly (readonly [part: number, result: Result])[]

/** Threads that have done no part for so long are given up; far longer than a part takes. */
const PATIENCE_MS = 60_000

interface Hand {
  readonly worker: Worker
  readonly port: MessagePort
}

/** A crew of so many threads, this one included. The others start at once, and load while this one goes on. */
export function crewOf(threads: number): Crew {
  const hands = Array.from({ length: Math.max(0, threads - 1) }, hire)
  return {
    run<Context, Result>(job: Job<Context, Result>, context: Context, parts: number): Result[] {
      const shared = new Int32Array(new SharedArrayBuffer(Object.keys(SHARED).length * Int32Array.BYTES_PER_ELEMENT))
      for (const { worker } of hands) worker.postMessage({ name: job.name, context, parts, shared })
      const doPart = job.begin(context)
      const results = new Map(partsInTurn(doPart, parts, shared))
      waitFor(hands.length, shared)
      for (const { port } of hands) {
        for (const [part, result] of deliveredTo<Result>(port)) results.set(part, result)
      }
      return Array.from({ length: parts }, (_, part) => results.get(part) ?? doPart(part))
    },
    close: () => {
      for (const { worker, port } of hands) {
        port.close()
        void worker.terminate()
      }
    },
  }
}

function hire(): Hand {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(new URL('./hand.ts', import.meta.url), { workerData: port2, transferList: [port2] })
  // What failed there is done again here, and fails here if it must.
  worker.on('error', () => undefined)
  worker.unref()
  port1.unref()
  return { worker, port: port1 }
}

/** Do parts until none is left, and give the results of those that were done here. */
export function partsInTurn<Result>(
  doPart: (part: number) => Result,
  parts: number,
  shared: Int32Array<SharedArrayBuffer>,
): Delivery<Result> {
  const results: [number, Result][] = []
  for (let part = Atomics.add(shared, SHARED.next, 1); part < parts; part = Atomics.add(shared, SHARED.next, 1)) {
    results.push([part, doPart(part)])
    Atomics.add(shared, SHARED.done, 1)
  }
  return results
}

/** Until all threads have finished, or nothing more comes of them. */
function waitFor(threads: number, shared: Int32Array<SharedArrayBuffer>): void {
  for (;;) {
    const finished = Atomics.load(shared, SHARED.finished)
    if (finished >= threads) return
    const before = Atomics.load(shared, SHARED.done)
    const waited = Atomics.wait(shared, SHARED.finished, finished, PATIENCE_MS)
    if (waited === 'timed-out' && Atomics.load(shared, SHARED.done) === before) return
  }
}

function deliveredTo<Result>(port: MessagePort): Delivery<Result> {
  const received: { readonly message: Delivery<Result> } | undefined = receiveMessageOnPort(port)
  return received?.message ?? []
}
