import { randomUUID } from 'node:crypto'
import { pricesAt } from './prices.js'
import { listIn } from './record.js'
import type { Routes } from './server.js'
import type { Settings } from './settings.js'
import type { Style } from './style.js'

/** What shoppers see: the catalogue, a price, where their parcels are, and a button that orders. */
export const storefront = ({ style, urlOf, has }: Settings): Routes => {
  const inventory = style.client({ timeoutMs: 1_000, attempts: 2 })
  const checkout = style.client({ timeoutMs: 4_000, attempts: 1 })

  const catalogue = style.remembering(async () => {
    const { body } = await inventory({ method: 'GET', url: `${urlOf('INVENTORY_URL')}/stock?view=${style.catalogue}` })
    return listIn(body, 'products')
  })
  // Known before the first shopper comes.
  catalogue().catch(() => {})

  const priceOf = style.asking(
    { timeoutMs: 500, attempts: 3 },
    pricesAt(() => urlOf('PRICES_URL')),
  )
  const parcels = has('TRACKER_URL') ? followed(style, urlOf('TRACKER_URL')) : NOBODY

  return {
    'GET /price': async ({ query }) => ({ status: 200, json: { price: await priceOf(query.get('sku') ?? 'A1') } }),
    'GET /parcels': () => {
      const { missed, heardAt } = parcels
      return { status: 200, json: { missed, oldMs: Math.round(performance.now() - heardAt) } }
    },
    'GET /': async () => {
      const products = await catalogue()
      return { status: 200, json: { count: products.length, first: products[0] } }
    },
    'POST /orders': async ({ json }) => {
      const url = `${urlOf('CHECKOUT_URL')}/checkout`
      const { status, body } = await checkout({ method: 'POST', url, json: { ...json, order: randomUUID() } })
      return { status, json: body }
    },
  }
}

/** What is known of parcels: how many events were missed, and when the last one came. */
interface Parcels {
  readonly missed: number
  readonly heardAt: number
}

const NOBODY: Parcels = { missed: 0, heardAt: 0 }

const followed = (style: Style, tracker: string): Parcels => {
  const parcels = { last: Number.NaN, missed: 0, heardAt: performance.now() }
  style.follow(
    after => `${tracker}/events${after === null ? '' : `?after=${after}`}`,
    number => {
      parcels.missed += Math.max(0, number - (parcels.last || number - 1) - 1)
      parcels.last = number
      parcels.heardAt = performance.now()
    },
  )
  return parcels
}
