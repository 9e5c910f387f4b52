import { expect, test } from 'vitest'
import { bodyOf, collect } from '../../src/core/body.js'
import { type Remake, remadeReply, remadeRequest } from '../../src/core/message.js'
import { exchangeOf, replyOf, sourceOf } from '../support/hit.js'
import { toolsFor } from '../support/tools.js'

const shout: Remake = ({ headers }) => ({ headers: [...headers, ['X-New', '1']], body: bodyOf('NEW') })

test('a request goes on with the head and the body that are made of its own', async () => {
  const { tools, missed } = toolsFor()
  const exchange = exchangeOf({ method: 'POST', headers: [['A', '1']], body: sourceOf(1) })
  await remadeRequest(shout, tools)(exchange, async ({ request }) => {
    expect(request).toMatchObject({
      method: 'POST',
      headers: [
        ['A', '1'],
        ['X-New', '1'],
      ],
    })
    expect((await collect(request.body ?? bodyOf())).toString()).toBe('NEW')
    return replyOf(bodyOf())
  })
  expect(missed).toEqual([])
})

test('a reply keeps its status, and its source is closed', async () => {
  const { tools } = toolsFor()
  const source = sourceOf(3)
  const reply = await remadeReply(shout, tools)(exchangeOf(), async () => replyOf(source, [], 418))
  expect(reply.status).toBe(418)
  expect((await collect(reply.body)).toString()).toBe('NEW')
  expect(source.closed).toBe(true)
})

test.each([
  ['HEAD', 200],
  ['GET', 204],
  ['GET', 304],
])('a reply to %s with status %i has no body to remake', async (method, status) => {
  const { tools, missed } = toolsFor()
  const reply = replyOf(bodyOf(), [], status)
  expect(await remadeReply(shout, tools)(exchangeOf({ method }), async () => reply)).toBe(reply)
  expect(missed).toEqual(['the reply has no body'])
})

test('a request without a body goes on as it is', async () => {
  const { tools, missed } = toolsFor()
  await remadeRequest(shout, tools)(exchangeOf(), async ({ request }) => {
    expect(request.headers).toEqual([])
    return replyOf(bodyOf())
  })
  expect(missed).toEqual(['the request has no body'])
})
