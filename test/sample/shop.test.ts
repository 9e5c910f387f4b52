import { expect, test, vi } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { service } from '../support/shop.js'

/** Five processes to start, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 })

/** The whole shop in one style; `paymentsUrl` and `webhookUrl` replace the way to those two. */
const shop = async (style: 'resilient' | 'careless', elsewhere: { paymentsUrl?: string; webhookUrl?: string } = {}) => {
  const [payments, inventory, webhook] = await Promise.all([
    service('payments'),
    service('inventory'),
    service('webhook'),
  ])
  const checkout = await service('checkout', {
    STYLE: style,
    INVENTORY_URL: inventory.url,
    PAYMENTS_URL: elsewhere.paymentsUrl ?? payments.url,
    WEBHOOK_URL: elsewhere.webhookUrl ?? webhook.url,
    RECEIVER_URL: webhook.url,
  })
  const storefront = await service('storefront', {
    STYLE: style,
    INVENTORY_URL: inventory.url,
    CHECKOUT_URL: checkout.url,
  })
  const all = [storefront, checkout, webhook, inventory, payments]
  return {
    ...{ payments, webhook, checkout, storefront },
    async [Symbol.asyncDispose]() {
      for (const one of all) await one[Symbol.asyncDispose]()
    },
  }
}

test.each(['resilient', 'careless'] as const)(
  'in a good network the %s shop sells, charges and announces',
  async style => {
    await using all = await shop(style)
    expect(await all.storefront.get('/')).toMatchObject({ count: 40, first: { sku: 'A1' } })
    const { status, body } = await all.storefront.post('/orders', { sku: 'A1', quantity: 1 })
    expect({ status, body }).toMatchObject({ status: 202, body: { payment: 'charged' } })
    expect(await all.payments.get('/charges/summary')).toEqual({ charges: 1, orders: 1, surplus: 0 })
    await vi.waitFor(async () =>
      expect(await all.webhook.get('/orders')).toMatchObject({ orders: [expect.any(String)] }),
    )
    expect(await all.checkout.get('/orders/missing')).toEqual({ accepted: 1, announced: 1, missing: 0 })
  },
)

test('while payments fail the resilient shop takes the order, and charges it once when they are back', async () => {
  await using payments = await httpOrigin((_, response) => response.writeHead(503).end('{}'))
  await using all = await shop('resilient', { paymentsUrl: payments.url.origin })
  const reply = await all.storefront.post('/orders', { sku: 'A1', quantity: 1 })
  expect(reply).toMatchObject({ status: 202, body: { payment: 'pending' } })
  const attempts = payments.seen.length
  payments.answer((_, response) => response.writeHead(201).end('{}'))
  await vi.waitFor(() => expect(payments.seen.length).toBeGreaterThan(attempts), 15_000)
  const keys = payments.seen.map(({ headers }) => headers.find(([name]) => name === 'idempotency-key')?.[1])
  expect(new Set(keys).size).toBe(1)
})

test('while payments fail the careless shop asks nine times for one order, and loses it', async () => {
  await using payments = await httpOrigin((_, response) => response.writeHead(503).end('{}'))
  await using all = await shop('careless', { paymentsUrl: payments.url.origin })
  expect(await all.storefront.post('/orders', { sku: 'A1', quantity: 1 })).toMatchObject({ status: 502 })
  expect(payments.seen).toHaveLength(9)
})

test('the books show an order that was never announced', async () => {
  await using partner = await httpOrigin((_, response) => response.writeHead(503).end('{}'))
  await using all = await shop('careless', { webhookUrl: partner.url.origin })
  await all.storefront.post('/orders', { sku: 'A1', quantity: 1 })
  const books = { accepted: 1, announced: 0, missing: 1 }
  await vi.waitFor(async () => expect(await all.checkout.get('/orders/missing')).toEqual(books), 20_000)
})
