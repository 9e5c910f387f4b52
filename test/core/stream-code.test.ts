import { expect, test } from 'vitest'
import { STREAM_CODES, streamCodeName } from '../../src/core/stream-code.js'

test('codes are numbered from 0, and one without a name is told by its number', () => {
  expect(Object.values(STREAM_CODES)).toEqual(Array.from({ length: 14 }, (_, code) => code))
  expect([streamCodeName(8), streamCodeName(99)]).toEqual(['CANCEL', '99'])
})
