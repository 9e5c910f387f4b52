import { expect, test } from 'vitest'
import { collect } from '../../src/core/body.js'
import type { Json } from '../../src/core/json.js'
import { exchangeOf, hitBy, replyOf, sourceOf } from '../support/hit.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

test('an earlier reply is given again, head and body, and the upstream is not asked', async () => {
  let served = 0
  await using origin = await httpOrigin((_, response) => {
    response.setHeader('ETag', `"${++served}"`)
    response.end(`value ${served}`)
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('stale', { age: '1h' }))
  const get = async (path: string, ...fields: string[]) =>
    (await talkRaw(proxy.port, head(`GET ${path}`, 'Connection: close', ...fields))).text
  await get('/a')
  const again = await get('/a')
  expect(again).toMatch(/\r\nETag: "1"\r\n[\s\S]*value 1/)
  expect(again).toContain('x-fallacy-injected: fault-1; exchange=2')
  expect(await get('/b')).toContain('value 2')
  expect(await get('/a', 'Authorization: Bearer other')).toContain('value 3')
  expect(origin.seen).toHaveLength(3)
})

const cached = (options: Json) => {
  const hit = hitBy('stale', options)
  let served = 0
  const ask = async (target: string, method = 'GET', status = 200, size = 1) => {
    const reply = await hit.through(exchangeOf({ target, method }), async () => {
      served++
      return replyOf(sourceOf(1, size), [], status)
    })
    await collect(reply.body)
    return served
  }
  return { hit, ask }
}

test('after its age a new one is fetched, and then kept', async () => {
  const { hit, ask } = cached({ age: '10s' })
  const seen = [await ask('/')]
  for (const ms of [9_999, 1, 9_999]) {
    await hit.clock.advance(ms)
    seen.push(await ask('/'))
  }
  expect(seen).toEqual([1, 1, 2, 2])
  expect(hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ ageMs: 9_999 }, { ageMs: 9_999 }])
})

test('only whole replies with status 200 to GET are kept, and not too large ones', async () => {
  const { ask } = cached({ age: '10s' })
  for (const [method, status, size] of [
    ['POST', 200, 1],
    ['GET', 500, 1],
    ['GET', 200, 300_000],
  ] as const) {
    const before = await ask('/', method, status, size)
    expect(await ask('/', 'GET', 404)).toBe(before + 1)
  }
})

test('no more are kept than it says: the oldest goes', async () => {
  const { ask } = cached({ age: '1h', maxEntries: 2 })
  const seen: number[] = []
  for (const target of ['/a', '/b', '/c', '/b', '/c', '/a']) seen.push(await ask(target))
  expect(seen).toEqual([1, 2, 3, 3, 3, 4])
})
