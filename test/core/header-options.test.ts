import * as v from 'valibot'
import { expect, test } from 'vitest'
import { headerName, headerValue } from '../../src/core/header-options.js'

test.each(['x-a', 'ETag', '!#$%'])('%s is a name', name => expect(v.is(headerName, name)).toBe(true))
test.each(['', 'a b', 'a:', 'ä', 'content-length', 'Connection', 5])('%j is not a name', name =>
  expect(v.is(headerName, name)).toBe(false),
)
test.each(['', 'a, b', '\t', 'ä'])('%j is a value', value => expect(v.is(headerValue, value)).toBe(true))
test.each(['a\r\nb: c', '\0', '€', 5])('%j is not a value', value => expect(v.is(headerValue, value)).toBe(false))
