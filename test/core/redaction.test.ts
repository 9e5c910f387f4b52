import { expect, test } from 'vitest'
import { hides, shownAt, shownField } from '../../src/core/redaction.js'
import { patternOf } from '../support/json-patterns.js'

const redaction = { headers: ['x-token'], json: patternOf('$..card', '$.user.mail') }

test('a value is hidden at its place, below it, and in what holds it', () => {
  expect(shownAt(redaction, ['user', 'mail'], 'a@b')).toBe('‹redacted›')
  expect(shownAt(redaction, ['card', 'number'], 4111)).toBe('‹redacted›')
  expect(shownAt(redaction, ['user'], { mail: 'a@b', name: 'A' })).toEqual({ mail: '‹redacted›', name: 'A' })
  expect(shownAt(redaction, ['mail'], 'a@b')).toBe('a@b')
})

test('a path is hidden or not, whatever is there', () => {
  expect(hides(redaction, ['orders', 0, 'card'])).toBe(true)
  expect(hides(redaction, ['orders', 0])).toBe(false)
})

test('a field is hidden by its name in any case', () => {
  expect(shownField(redaction, 'X-Token', 'abc')).toBe('‹redacted›')
  expect(shownField(redaction, 'accept', 'abc')).toBe('abc')
})
