import type { Instant } from '#domain/values/time.ts'
import type { listOrders, OrderList } from '#services/orders.ts'
import { nameOf } from '#services/search.ts'
import { plainDateText } from '#web/dates.ts'
import { reviewText, tagsOf, titleOf } from '../words.ts'

/** Exactly what page.njk prints. */
export function ordersPage(orders: Awaited<ReturnType<typeof listOrders>>, which: OrderList, now: Instant) {
  const isOpen = which === 'open'
  return {
    pageTitle: isOpen ? 'Orders' : 'Orders that are over',
    summary: summaryOf(orders.length, isOpen),
    isOpen,
    orders: orders.map(order => ({
      href: `/orders/${order.orderId}`,
      name: nameOf(order.person ?? {}),
      title: titleOf(order),
      reference: order.reference,
      until: order.until === null ? 'Until further order' : plainDateText(order.until),
      review: reviewText(order),
      tags: tagsOf(order, now),
    })),
  }
}

function summaryOf(number: number, isOpen: boolean): string {
  if (number > 0)
    return isOpen
      ? 'Orders and notices of your agency. What waits for a decision comes first, then what ends or is to be looked at again soonest.'
      : 'Orders and notices of your agency that were discharged or have ended, the newest first.'
  return isOpen ? 'Your agency holds no order or notice that is in force.' : 'No order of your agency has ended yet.'
}
