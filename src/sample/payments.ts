import { randomUUID } from 'node:crypto'
import type { Routes } from './server.js'
import type { Settings } from './settings.js'
import { worker } from './work.js'

interface Charge {
  readonly id: string
  readonly order: string
}

/**
 * Charges cards. A request with an `idempotency-key` that was seen before gets the first charge again,
 * as real payment services answer it; without a key every request is a new charge.
 */
export const payments = ({ random }: Settings): Routes => {
  const charges: Charge[] = []
  const byKey = new Map<string, Charge>()
  const work = worker(random, 5, 20)

  const charge = (order: string, key: string | undefined): Charge => {
    const known = key === undefined ? undefined : byKey.get(key)
    if (known !== undefined) return known
    const made = { id: randomUUID(), order }
    charges.push(made)
    if (key !== undefined) byKey.set(key, made)
    return made
  }

  return {
    'POST /charges': async ({ headers, json }) => {
      await work()
      const key = headers['idempotency-key']
      return { status: 201, json: charge(String(json.order), typeof key === 'string' ? key : undefined) }
    },
    'GET /charges/summary': () => {
      const orders = new Set(charges.map(({ order }) => order)).size
      return { status: 200, json: { charges: charges.length, orders, surplus: charges.length - orders } }
    },
  }
}
