import type { Purpose } from '#domain/actor.ts'
import type { AlertClocks, AlertPolicy } from '#domain/alert.ts'
import type { InterestKind } from '#domain/interest.ts'
import { loadReference } from '#store/reference.ts'

/** Minutes to answer, from the reference data. Throws at the first use when a kind of interest has no clock. */
export function alertClocks(): AlertClocks {
  const { alertClocks: clocks } = loadReference()
  const minutes = (kind: InterestKind): number => {
    const clock = clocks.find(one => one.interest === kind)
    if (clock === undefined) throw new Error(`data/reference/alert-clocks.json has no clock for "${kind}"`)
    return clock.acknowledgeWithinMinutes
  }
  const order = clocks.find(one => one.interest === 'order')
  return {
    missing: minutes('missing'),
    order: minutes('order'),
    watch: minutes('watch'),
    'allocated-worker': minutes('allocated-worker'),
    'open-case': minutes('open-case'),
    'order-breached': order?.whenBreachedMinutes ?? minutes('order'),
  }
}

/** Whom an encounter of this circumstance tells. One that the reference data no longer has tells everybody. */
export function alertPolicy(circumstance: string): AlertPolicy {
  return loadReference().circumstanceByCode.get(circumstance)?.alertPolicy ?? 'always'
}

/** Code of the legal basis on which an alert shares an encounter: the usual one of the purpose, that of safeguarding for those who only keep records. */
export function gatewayFor(purpose: Purpose): string {
  const { purposes } = loadReference()
  const asked = purposes.find(one => one.code === (purpose === 'data-quality' ? 'safeguarding' : purpose))
  const gateway = (asked ?? purposes[0])?.gateways[0]
  if (gateway === undefined) throw new Error('data/reference/purposes.json gives no gateway')
  return gateway
}
