import { expect, test } from 'vitest'
import { sourceOf } from '../../../src/experiment/yaml/source.js'

const placeOf = (text: string, start: number, end: number) => {
  const { line, column, length } = sourceOf('x', text).place({ start, end })
  return [line, column, length]
}

test('lines and columns count from one, whatever ends a line', () => {
  const text = 'one\ntwo\r\nthree\rfour'
  expect(placeOf(text, 0, 3)).toEqual([1, 1, 3])
  expect(placeOf(text, 5, 7)).toEqual([2, 2, 2])
  expect(placeOf(text, 9, 14)).toEqual([3, 1, 5])
  expect(placeOf(text, 15, 19)).toEqual([4, 1, 4])
})

test('a span of several lines is its first line that is not blank', () => {
  const text = 'a: |\n    hi\n    there\n'
  expect(placeOf(text, 5, text.length)).toEqual([2, 5, 2])
})

test('a place has a width, even at the end of the text', () => {
  expect(placeOf('ab', 2, 2)).toEqual([1, 3, 1])
})
