import { expect, test } from 'vitest'
import { seeded } from '../../src/core/random.js'
import { traced } from '../../src/core/trace.js'

test('a traceparent is drawn: the same chance gives the same, another another, and none is zero', () => {
  const { headers, trace } = traced({ accept: '*/*' }, seeded(1).fork('probe', 1))
  expect(headers.accept).toBe('*/*')
  expect(headers.traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`))
  expect(trace).toMatch(/^[0-9a-f]{32}$/)
  expect(traced({}, seeded(1).fork('probe', 1)).trace).toBe(trace)
  expect(traced({}, seeded(1).fork('probe', 2)).trace).not.toBe(trace)
  const none = { float: () => 0, chance: () => false, fork: () => none }
  expect(traced({}, none).headers.traceparent).toBe(`00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-01`)
})

test('a request with a traceparent of its own keeps it', () => {
  const headers = { Traceparent: '00-1-2-01' }
  expect(traced(headers, seeded(1))).toEqual({ headers })
})
