import { send } from './call.js'
import { listIn } from './record.js'
import type { Routes } from './server.js'
import type { Settings } from './settings.js'

/** An order that was accepted this long ago should have been announced. */
const OVERDUE_MS = 2_000

/** Takes an order: reserves the article, charges the card, answers 202, and announces the order by webhook. */
export const checkout = ({ style, urlOf }: Settings): Routes => {
  const inventory = style.client({ timeoutMs: 300, attempts: 2 })
  const payments = style.client({ timeoutMs: 200, attempts: 2 })
  const partner = style.client({ timeoutMs: 500, attempts: 1 })
  const warehouse = style.backOffice()
  const billing = style.backOffice()
  const announcements = style.backOffice()
  const accepted = new Map<string, number>()

  const post = (client: typeof inventory, url: string, json: { readonly order: string }) =>
    client({ method: 'POST', url, json, idempotencyKey: json.order })

  return {
    'POST /checkout': async ({ json }) => {
      const order = String(json.order)
      await warehouse.settle(() => post(inventory, `${urlOf('INVENTORY_URL')}/reservations`, { ...json, order }))
      const charged = await billing.settle(() => post(payments, `${urlOf('PAYMENTS_URL')}/charges`, { order }))
      accepted.set(order, performance.now())
      announcements.post(() => post(partner, `${urlOf('WEBHOOK_URL')}/orders`, { order }))
      return { status: 202, json: { order, payment: charged === 'done' ? 'charged' : 'pending' } }
    },
    'GET /orders/missing': async () => {
      const reply = await send({ method: 'GET', url: `${urlOf('RECEIVER_URL')}/orders` }, null)
      const told = new Set(listIn(await reply.json(), 'orders'))
      const due = [...accepted].filter(([, at]) => performance.now() - at > OVERDUE_MS)
      const missing = due.filter(([order]) => !told.has(order))
      return { status: 200, json: { accepted: accepted.size, announced: told.size, missing: missing.length } }
    },
  }
}
