import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { type Answer, httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { eventually, faultNamed, withProxy } from '../support/with-proxy.js'

/** An origin that answers when it is told to, and three clients that ask at once, the first of them first. */
const three = async (options: Json) => {
  const held: (() => void)[] = []
  const hold: Answer = (_, response) => held.push(() => response.end('ok'))
  const origin = await httpOrigin(hold)
  const proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('concurrency', options))
  const clients = [await rawClient(proxy.port), await rawClient(proxy.port), await rawClient(proxy.port)] as const
  for (const [n, client] of clients.entries()) {
    await client.send(head(`GET /${n}`))
    await eventually(
      () => proxy.facts('exchange.opened').length,
      opened => opened === n + 1,
    )
  }
  await eventually(
    () => held.length,
    count => count >= 1,
  )
  const [first, second, third] = clients
  const seen = () => origin.seen.map(({ target }) => target)
  return {
    ...{ first, second, third, held, lift, seen, proxy },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.socket.destroy()
      await proxy[Symbol.asyncDispose]()
      await origin[Symbol.asyncDispose]()
    },
  }
}

test('one more waits for its turn, in the order in which they came', async () => {
  await using all = await three({ max: 1 })
  expect(all.seen()).toEqual(['/0'])
  all.held[0]?.()
  await all.first.until('ok')
  await eventually(all.seen, seen => seen.length === 2)
  expect(all.seen()).toEqual(['/0', '/1'])
  all.held[1]?.()
  await all.second.until('ok')
  await eventually(all.seen, seen => seen.length === 3)
  all.held[2]?.()
  await all.third.until('ok')
  expect(all.proxy.facts('fault.acted')).toHaveLength(2)
  expect(all.proxy.facts('fault.passed')).toHaveLength(1)
})

test('a client that leaves gives its place in the queue, or at the upstream, to the next', async () => {
  await using all = await three({ max: 1 })
  all.second.socket.destroy()
  await all.proxy.closed(1)
  all.first.socket.destroy()
  await eventually(all.seen, seen => seen.length === 2)
  expect(all.seen()).toEqual(['/0', '/2'])
})

test('those who wait go on at once when the fault is lifted', async () => {
  await using all = await three({ max: 1 })
  all.lift()
  await eventually(all.seen, seen => seen.length === 3)
})

test('503 and refuse turn one more away, and the upstream never sees it', async () => {
  await using turned = await three({ max: 2, over: 503 })
  await turned.third.until('503 Service Unavailable')
  expect(turned.seen()).not.toContain('/2')
  await using refused = await three({ max: 2, over: 'refuse' })
  expect(await refused.third.ended()).toBe('reset')
  expect(refused.seen()).not.toContain('/2')
})

test('a place for nobody is refused', () => {
  expect(refusals('concurrency', { max: 0 })).toEqual(['expected a number of requests, at least 1, found 0'])
})
