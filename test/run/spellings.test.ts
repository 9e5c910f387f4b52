import { expect, test } from 'vitest'
import { spellings } from '../../src/run/spellings.js'

const secret = 'hunter2-x'

test.each([0, 1, 2, 3, 4, 5])('a secret is found in the base64 of a text where it starts at byte %i', before => {
  for (const after of [0, 1, 2]) {
    const text = Buffer.from(`${'a'.repeat(before)}${secret}${'b'.repeat(after)}`).toString('base64')
    expect([...spellings(secret)].some(spelling => text.includes(spelling))).toBe(true)
  }
})

test('no spelling is so short that it would be found by accident', () => {
  for (const short of ['abcd', 'abcde', '++++'])
    expect([...spellings(short)].every(spelling => spelling.length >= 4)).toBe(true)
})
