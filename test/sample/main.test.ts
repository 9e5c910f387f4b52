import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { SAMPLES } from '../../src/sample/names.js'
import { service } from '../support/shop.js'

/** Real processes to start, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 })

test.each(SAMPLES)('%s says that it is well, on loopback only, and ends at once when told', async name => {
  await using one = await service(name)
  expect(one.url).toContain('http://127.0.0.1:')
  // That one speaks gRPC only.
  if (name !== 'prices') expect(await one.get('/healthz')).toEqual({ status: 'ok' })
  one.child.kill('SIGTERM')
  expect(await once(one.child, 'exit')).toEqual([0, null])
})

test('an unknown name is refused with the names there are', () => {
  const main = fileURLToPath(new URL('../../dist/sample/main.js', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, [main, 'shopp'], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toBe(
    'expected one of storefront, checkout, payments, inventory, webhook, prices, tracker, found shopp\n',
  )
})

test('an open request does not keep a service alive', async () => {
  await using one = await service('payments')
  const socket = net.connect(Number(new URL(one.url).port), '127.0.0.1').on('error', () => {})
  await once(socket, 'connect')
  socket.write('POST /charges HTTP/1.1\r\nhost: shop\r\ncontent-length: 10\r\n\r\n{')
  await one.get('/healthz')
  one.child.kill('SIGTERM')
  expect(await once(one.child, 'exit')).toEqual([0, null])
  socket.destroy()
})

test('payments charge a key once, and without a key each time', async () => {
  await using payments = await service('payments')
  const key = { 'idempotency-key': 'k1' }
  const first = await payments.post('/charges', { order: 'o1' }, key)
  expect(await payments.post('/charges', { order: 'o1' }, key)).toEqual(first)
  expect(await payments.get('/charges/summary')).toEqual({ charges: 1, orders: 1, surplus: 0 })
  await payments.post('/charges', { order: 'o2' })
  await payments.post('/charges', { order: 'o2' })
  expect(await payments.get('/charges/summary')).toEqual({ charges: 3, orders: 2, surplus: 1 })
})

test('the summary of the stock is a small part of all of it', async () => {
  await using inventory = await service('inventory')
  const sizeOf = async (path: string) => JSON.stringify(await inventory.get(path)).length
  const [everything, summary] = [await sizeOf('/stock?view=everything'), await sizeOf('/stock?view=summary')]
  expect(everything).toBeGreaterThan(45_000)
  expect(summary).toBeLessThan(4_000)
})

test('a wrong path is a 404, a body that is not JSON a 502', async () => {
  await using payments = await service('payments')
  expect(await payments.post('/charge', {})).toMatchObject({ status: 404 })
  const reply = await fetch(`${payments.url}/charges`, { method: 'POST', body: 'half {' })
  expect(reply.status).toBe(502)
})
