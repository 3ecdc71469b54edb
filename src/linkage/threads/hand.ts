import { MessagePort, parentPort, workerData } from 'node:worker_threads'
import { blocksJob } from '../blocks-job.ts'
import { scoreJob } from '../score-job.ts'
import { type Delivery, type Job, type Order, partsInTurn, SHARED } from './crew.ts'

/** A thread of a crew: does the parts of each job that it is given, and delivers what came of them. */

const port: unknown = workerData

parentPort?.on('message', (order: Order<never>) => {
  if (order.name === blocksJob.name) deliver(blocksJob, order)
  else if (order.name === scoreJob.name) deliver(scoreJob, order)
  else finish([], order.shared)
})

function deliver<Context, Result>(job: Job<Context, Result>, { context, parts, shared }: Order<Context>): void {
  let results: Delivery<Result> = []
  try {
    results = partsInTurn(job.begin(context), parts, shared)
  } finally {
    finish(results, shared)
  }
}

/** Whatever happened: what is not delivered is done again by the thread that asked. */
function finish(results: Delivery<unknown>, shared: Order<never>['shared']): void {
  if (port instanceof MessagePort) port.postMessage(results)
  Atomics.add(shared, SHARED.finished, 1)
  Atomics.notify(shared, SHARED.finished)
}
