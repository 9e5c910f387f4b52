import { expect, test } from 'vitest'
import { ending } from '../../src/core/ending.js'

const POINTS = ['connect', 'request', 'response', { bytes: 1 }] as const

test('an end before the request comes early, any other late', () => {
  expect(POINTS.map(at => ending('close').stage({ at }))).toEqual(['endEarly', 'endEarly', 'endLate', 'endLate'])
})

test('an end at the connect is that of a connection, any other that of an exchange', () => {
  expect(POINTS.map(at => ending('close').reach({ at }))).toEqual(['arrival', 'exchange', 'exchange', 'exchange'])
})
