import { randomUUID } from 'node:crypto'
import { listIn } from './record.js'
import type { Routes } from './server.js'
import type { Settings } from './settings.js'

/** What shoppers see: the catalogue, and a button that orders. */
export const storefront = ({ style, urlOf }: Settings): Routes => {
  const inventory = style.client({ timeoutMs: 1_000, attempts: 2 })
  const checkout = style.client({ timeoutMs: 4_000, attempts: 1 })

  const catalogue = style.remembering(async () => {
    const { body } = await inventory({ method: 'GET', url: `${urlOf('INVENTORY_URL')}/stock?view=${style.catalogue}` })
    return listIn(body, 'products')
  })
  // Known before the first shopper comes.
  catalogue().catch(() => {})

  return {
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
