import { expect, test } from 'vitest'
import { collect } from '../../src/core/body.js'
import { Cut } from '../../src/core/exchange.js'
import type { Tools } from '../../src/core/fault.js'
import { atPoint, bytesAt, held, lengthOf } from '../../src/core/moment.js'
import type { Point } from '../../src/core/options.js'
import { exchangeOf, replyOf, sourceOf } from '../support/hit.js'
import { manualClock } from '../support/manual-clock.js'

const toolsThatNote = () => {
  const missed: string[] = []
  const tools: Tools = {
    ...{ clock: manualClock(), lifted: new AbortController().signal, acted() {} },
    ...{
      wait: async () => true,
      state: (_, create) => create(),
      missed: why => missed.push(why),
      hits: () => true,
      folder: '.',
      passed() {},
      found() {},
    },
  }
  return { tools, missed }
}

/** Sends one exchange with a reply of 3,000 bytes to the point; notes the order of things. */
const orderAt = async (point: Point, length = '3000') => {
  const { tools, missed } = toolsThatNote()
  const order: string[] = []
  const deed = async (_: unknown, bytes: number) => void order.push(`deed at ${bytes}`)
  const reply = await atPoint(
    point,
    tools,
    deed,
  )(exchangeOf(), async () => {
    order.push('asked')
    return replyOf(sourceOf(3), length === '' ? [] : [['Content-Length', length]])
  })
  order.push('replied')
  for await (const chunk of reply.body) order.push(String(chunk.length))
  return { order, missed }
}

test.each<[Point, string[]]>([
  ['request', ['deed at 0', 'asked', 'replied', '1000', '1000', '1000']],
  ['response', ['asked', 'deed at 0', 'replied', '1000', '1000', '1000']],
  [{ bytes: 0 }, ['asked', 'replied', 'deed at 0', '1000', '1000', '1000']],
  [{ bytes: 1_500 }, ['asked', 'replied', '1000', '500', 'deed at 1500', '500', '1000']],
  [{ share: 0.5 }, ['asked', 'replied', '1000', '500', 'deed at 1500', '500', '1000']],
  [{ share: 1 }, ['asked', 'replied', '1000', '1000', '1000', 'deed at 3000']],
])('the deed is done once, at %j', async (point, order) => {
  expect(await orderAt(point)).toEqual({ order, missed: [] })
})

test('a point that is never reached is a miss, and the body is whole', async () => {
  const whole = ['asked', 'replied', '1000', '1000', '1000']
  expect(await orderAt({ bytes: 3_001 })).toEqual({ order: whole, missed: ['the body ended before byte 3001'] })
  const unknown = 'a share of the body is unknown: there is no Content-Length'
  expect(await orderAt({ share: 0.5 }, '')).toEqual({ order: whole, missed: [unknown] })
})

test('a share is rounded down to bytes, and a length that is none is unknown', () => {
  const { tools } = toolsThatNote()
  expect(bytesAt({ share: 0.5 }, { headers: [['content-length', '5']] }, tools)).toBe(2)
  expect(['12', '1e3', '-1', '', '5, 5'].map(text => lengthOf([['CONTENT-length', text]]))).toEqual([
    ...[12, null, null, null, null],
  ])
})

test('a reply that is given up while it is held is closed, and one that is not is untouched', async () => {
  const lost = sourceOf(3)
  const given = held(replyOf(lost), () => Promise.reject(new Cut('reset')))
  await expect(given).rejects.toThrow(Cut)
  expect(lost.closed).toBe(true)
  const kept = await held(replyOf(sourceOf(3)), async () => {})
  expect(await collect(kept.body)).toHaveLength(3_000)
})
