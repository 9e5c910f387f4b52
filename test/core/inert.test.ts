import { expect, test } from 'vitest'
import { clip, inert, inertJson } from '../../src/core/inert.js'

test('what steers a terminal or turns a line around is shown as an escape', () => {
  expect(inert('a\x1b[31mred\x07')).toBe('a\\x1b[31mred\\x07')
  expect(inert('one\r\ntwo\tthree')).toBe('one\\r\\ntwo\\tthree')
  expect(inert('pay\u202egnp.exe\u2066x\u2069')).toBe('pay\\u202egnp.exe\\u2066x\\u2069')
  expect(inert('\u009b2J\u2028\u200b\ufeff')).toBe('\\x9b2J\\u2028\\u200b\\ufeff')
  expect(inert('\ud800 and 😀')).toBe('\\ud800 and 😀')
})

test('plain text of any language is left alone', () => {
  expect(inert('Straße, 価格, ≤ 5 %')).toBe('Straße, 価格, ≤ 5 %')
})

test('JSON with such characters written as escapes is the same data', () => {
  const data = { path: '/\u202e\u009b\u2028\x1b', text: 'two\nlines' }
  const written = inertJson(JSON.stringify(data, null, 2))
  expect(JSON.parse(written)).toEqual(data)
  expect(written).not.toMatch(/[\u202e\u009b\u2028\x1b]/)
})

test('a cut is shown and never splits a character', () => {
  expect(clip('abcdef', 4)).toBe('abc…')
  expect(clip('😀😀😀', 2)).toBe('😀…')
  expect(clip('abc', 3)).toBe('abc')
})
