import { expect, test } from 'vitest'
import { bodyOf, collect } from '../../src/core/body.js'
import { lateReply, lateRequest } from '../../src/core/later-bodies.js'
import { exchangeOf, replyOf } from '../support/hit.js'
import { toolsFor } from '../support/tools.js'

test('a request without a body is late as a chunk would be, and has neither messages nor an end to be late', async () => {
  const late = async (what: 'eachChunk' | 'eachMessage' | 'end') => {
    const { tools, clock, missed } = toolsFor()
    const asked: number[] = []
    const going = lateRequest({ late: what, nextMs: () => 30, tools })(exchangeOf(), async () => {
      asked.push(clock.now())
      return replyOf(bodyOf())
    })
    await clock.advance(100)
    await going
    return { asked, missed }
  }
  expect(await late('eachChunk')).toEqual({ asked: [30], missed: [] })
  for (const what of ['eachMessage', 'end'] as const)
    expect(await late(what)).toEqual({ asked: [0], missed: ['the request has no body'] })
})

test('a reply without a body has no end to be late', async () => {
  const { tools, missed } = toolsFor()
  const late = lateReply({ late: 'end', nextMs: () => 30, tools })
  const reply = await late(exchangeOf({ method: 'HEAD' }), async () => replyOf(bodyOf(), [['Content-Length', '5']]))
  expect(await collect(reply.body)).toHaveLength(0)
  expect(missed).toEqual(['the reply has no body'])
})
