import { expect, test } from 'vitest'
import { collect } from '../../src/core/body.js'
import { halfClosed } from '../../src/core/half-close.js'
import { exchangeOf, replyOf, sourceOf, turn } from '../support/hit.js'
import { toolsFor } from '../support/tools.js'

const onTcp = { ...exchangeOf({ body: sourceOf(3) }), protocol: 'tcp' } as const

test('one direction ends well at the byte, its rest is read and lost, and the other is as it was', async () => {
  const { tools, acted } = toolsFor()
  const source = sourceOf(3)
  const reply = await halfClosed('write', 1_500, tools)(onTcp, async () => replyOf(source))
  expect((await collect(reply.body)).length).toBe(1_500)
  await turn()
  expect([source.pulled, source.closed]).toEqual([3_000, true])
  expect(acted).toEqual([{ bytes: 1_500 }])
})

test('a direction that ends before the byte is a miss, and ends as it would', async () => {
  const { tools, missed } = toolsFor()
  await halfClosed(
    'read',
    4_000,
    tools,
  )(onTcp, async ({ request }) => {
    expect((await collect(request.body ?? sourceOf(0))).length).toBe(3_000)
    return replyOf(sourceOf(0))
  })
  expect(missed).toEqual(['the body ended before byte 4000'])
})

test('a handshake of WebSocket that was refused has no direction to end', async () => {
  const { tools, missed } = toolsFor()
  const asked = { ...onTcp, protocol: 'websocket' } as const
  const reply = await halfClosed('write', 0, tools)(asked, async () => replyOf(sourceOf(1), [], 403))
  expect((await collect(reply.body)).length).toBe(1_000)
  expect(missed).toEqual(['there is no WebSocket: the handshake was refused'])
})
