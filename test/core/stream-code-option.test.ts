import * as v from 'valibot'
import { expect, test } from 'vitest'
import { streamCode } from '../../src/core/stream-code-option.js'

test('a code is written by its name or its number', () => {
  expect([v.parse(streamCode, 'CANCEL'), v.parse(streamCode, 13), v.parse(streamCode, 'NO_ERROR')]).toEqual([8, 13, 0])
})

test.each([14, -1, 1.5, 'cancel', '', null])('%j is refused', written => {
  const [issue] = v.safeParse(streamCode, written).issues ?? []
  expect(issue?.message).toContain('expected a code of HTTP/2, by name such as REFUSED_STREAM')
})
