import type { Routes } from './server.js'

/** Another company's system that wants to hear of every order: it stores what it was told. */
export const webhook = (): Routes => {
  const told = new Map<string, number>()
  return {
    'POST /orders': ({ json }) => {
      const order = String(json.order)
      told.set(order, (told.get(order) ?? 0) + 1)
      return { status: 202, json: {} }
    },
    'GET /orders': () => ({ status: 200, json: { orders: [...told.keys()] } }),
  }
}
