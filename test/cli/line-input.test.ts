import { expect, test } from 'vitest'
import { edit } from '../../src/cli/line-input.js'

test.each([
  ['ab\x7fc', 'ac'],
  ['😀\x7f', ''],
  ['ab\x15c', 'c'],
  ['a\x1b[Ab\x1bOBc\x1b', 'abc'],
  ['a\tb', 'ab'],
])('the keys %j leave %j', (keys, typed) => {
  expect(edit('', keys)).toEqual({ typed, lines: [], signal: null })
})

test('Enter ends a line, also several at once, and what is left is the next', () => {
  expect(edit('n pa', 'ged\r\rt\rx')).toEqual({ typed: 'x', lines: ['n paged', '', 't'], signal: null })
})

test.each([
  ['Ctrl-C', '\x03', 'SIGINT'],
  ['Ctrl-Z', '\x1a', 'SIGTSTP'],
])('%s is told, and drops what was typed', (_, key, signal) => {
  expect(edit('n pa', `g${key}e`)).toEqual({ typed: '', lines: [], signal })
})
