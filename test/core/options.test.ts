import * as v from 'valibot'
import { expect, test } from 'vitest'
import { bodyPoint, byteRate, duration, oneOf, percent, point, pointOrConnect, shape } from '../../src/core/options.js'

const messages = (schema: v.GenericSchema, input: unknown) => {
  const parsed = v.safeParse(schema, input)
  return parsed.success ? ['fine'] : parsed.issues.map(({ message }) => message)
}

test('a quantity is a number with its unit, and says so', () => {
  expect(v.parse(duration, '1.5s')).toBe(1_500)
  expect(v.parse(byteRate, '8Mbit/s')).toBe(1_000_000)
  expect(messages(duration, 300)).toEqual([
    'expected a duration such as 250ms, 2s or 1m, found the number 300, which has no unit',
  ])
  expect(messages(percent, '120%')).toEqual(['expected a percentage from 0% to 100%, found 120%'])
})

test('a point is a word, a number of bytes or a share', () => {
  expect(['request', 'response', '1KiB', '50%'].map(text => v.parse(point, text))).toEqual([
    ...['request', 'response', { bytes: 1_024 }, { share: 0.5 }],
  ])
  expect(['connect', 'request'].map(text => v.parse(pointOrConnect, text))).toEqual(['connect', 'request'])
  expect(messages(point, 'connect')).toEqual([
    expect.stringMatching(/^expected request, response, .*, found "connect"$/),
  ])
  expect(messages(point, 'head')).toEqual([expect.stringMatching(/^expected request, response, .*, found "head"$/)])
  expect(messages(point, 500)).toEqual([expect.stringMatching(/found the number 500, which has no unit$/)])
  expect(messages(bodyPoint, 'request')).toEqual([expect.stringMatching(/^expected a number of body bytes/)])
  expect(messages(bodyPoint, '101%')).toEqual([expect.stringMatching(/found "101%"$/)])
})

test('one of some words is no other', () => {
  expect(messages(oneOf(['a', 'b']), 'c')).toEqual(['expected a, b, found "c"'])
})

test('a shape tells what is unknown, missing or no mapping', () => {
  const options = shape({ rate: byteRate, burst: v.optional(duration) })
  expect(messages(options, { rte: '1B/s' })).toEqual([
    ...['expected rate, found nothing', 'expected one of rate, burst, found "rte"'],
  ])
  expect(messages(options, '1MB/s')).toEqual(['expected a mapping with rate, burst, found "1MB/s"'])
  expect(messages(options, null)).toEqual(['expected a mapping with rate, burst, found null'])
})
