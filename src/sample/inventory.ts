import type { Routes } from './server.js'
import type { Settings } from './settings.js'
import { worker } from './work.js'

const PRODUCTS = 40
/** With it the whole catalogue is about 50 kB, its summary about 3 kB. */
const DESCRIPTION = 'Made by hand, with care, from parts that never fail. '.repeat(22)

const products = Array.from({ length: PRODUCTS }, (_, at) => ({
  sku: `A${at + 1}`,
  name: `Article ${at + 1}`,
  price: 5 + at,
  left: 1_000_000,
  description: DESCRIPTION,
}))
const summary = products.map(({ description: _, ...rest }) => rest)

/** Knows what the shop sells, and keeps articles aside for orders. */
export const inventory = ({ random }: Settings): Routes => {
  const reserved = new Map<string, string>()
  const work = worker(random, 2, 8)
  return {
    'GET /stock': async ({ query }) => {
      await work()
      return { status: 200, json: { products: query.get('view') === 'summary' ? summary : products } }
    },
    'POST /reservations': async ({ json }) => {
      await work()
      reserved.set(String(json.order), String(json.sku))
      return { status: 201, json: { reserved: reserved.size } }
    },
  }
}
