import { expect, test } from 'vitest'
import { latency, reset, respond, startProxy } from '../../src/index.js'
import { answering } from '../support/small-experiment.js'
import { playStrangers, saidFrom } from '../support/strangers.js'

test('a fault is in force for one block, and what happened can be asked for', async () => {
  using dependency = await answering()
  await using proxy = await startProxy({ upstream: dependency.url })
  const get = async () => (await fetch(proxy.url)).status
  const slow = await proxy.during(latency({ add: '50ms' }), get)
  const quick = await get()
  expect([slow, quick]).toEqual([200, 200])
  const [first, second] = await proxy.exchanges()
  expect(first).toMatchObject({ method: 'GET', target: '/', end: 'complete', status: 200 })
  expect(first?.faults).toEqual([{ fault: 'latency', dose: { ms: 50, mode: 'add', at: 'request' } }])
  expect(first?.totalMs).toBeGreaterThanOrEqual(50)
  expect(second?.faults).toEqual([])
})

test('a fault ends with its block also when the block throws', async () => {
  using dependency = await answering()
  await using proxy = await startProxy({ upstream: dependency.url })
  const failing = proxy.during(respond({ status: 503 }), () => Promise.reject(new Error('mine')))
  await expect(failing).rejects.toThrow('mine')
  expect((await fetch(proxy.url)).status).toBe(200)
})

test('a fault is aimed as in a file: at a route, and at the first few', async () => {
  using dependency = await answering()
  const routes = { orders: { method: 'POST', path: '/orders/*' } }
  await using proxy = await startProxy({ upstream: dependency.url, routes })
  using _ = proxy.inject(respond({ status: 503 }), { route: 'orders', first: 1 })
  const statusOf = async (method: string, path: string) => (await fetch(`${proxy.url}${path}`, { method })).status
  expect(await statusOf('GET', '/orders/1')).toBe(200)
  expect(await statusOf('POST', '/orders/1')).toBe(503)
  expect(await statusOf('POST', '/orders/1')).toBe(200)
  expect((await proxy.exchanges()).map(({ route }) => route)).toEqual(['proxy', 'proxy/orders', 'proxy/orders'])
})

test('several faults may be in force at once, and the client sees what they do', async () => {
  using dependency = await answering()
  await using proxy = await startProxy({ upstream: dependency.url })
  const faults = [latency({ add: '1ms' }), reset({ at: 'response' })]
  await expect(proxy.during(faults, () => fetch(proxy.url))).rejects.toThrow('fetch failed')
  const [only] = await proxy.exchanges()
  expect(only).toMatchObject({ end: 'cut', status: null })
  expect(only?.faults.map(({ fault }) => fault).sort()).toEqual(['latency', 'reset'])
})

test('what is wrong is said before anything listens', async () => {
  // @ts-expect-error: a duration has a unit
  expect(() => latency({ add: 200 })).toThrow(
    'latency: expected a duration such as 250ms, 2s or 1m, found the number 200',
  )
  expect(() => latency({ add: '200' })).toThrow('expected a duration such as 250ms')
  await expect(startProxy({ upstream: 'nowhere' })).rejects.toThrow('upstream: expected a URL such as')
  await expect(startProxy({ upstream: 'http://example.com' })).rejects.toThrow('host example.com is not allowed')
  using dependency = await answering()
  await using proxy = await startProxy({ upstream: dependency.url })
  expect(() => proxy.inject(respond({ status: 503 }), { route: 'orders' })).toThrow('there is no route "orders"')
  expect(() => proxy.inject(respond({ status: 503 }), { percent: '130%' })).toThrow('respond: percent: expected a perc')
})

test('it listens beyond this machine for whom it is told to, and for nobody otherwise', async () => {
  playStrangers({ '127.0.0.3': '203.0.113.3', '127.0.0.4': '10.9.9.9' })
  using dependency = await answering()
  const upstream = dependency.url
  await expect(startProxy({ upstream, listen: '0.0.0.0' })).rejects.toThrow('where other machines can reach it')
  await expect(startProxy({ upstream, listen: 'myhost' })).rejects.toThrow('listen: expected an address such as')
  const everybody = { upstream, listen: '0.0.0.0', allowClients: ['all'] }
  await expect(startProxy(everybody)).rejects.toThrow('allowClients: expected a network such as 10.0.0.0/8')
  await using proxy = await startProxy({ upstream, listen: '0.0.0.0', allowClients: ['10.0.0.0/8'] })
  expect(proxy.url).toBe(`http://127.0.0.1:${proxy.port}`)
  expect((await fetch(proxy.url)).status).toBe(200)
  const asked = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
  expect(await saidFrom('127.0.0.3', proxy.port, asked)).toBe('')
  expect(await saidFrom('127.0.0.4', proxy.port, asked)).toContain('200 OK')
})
