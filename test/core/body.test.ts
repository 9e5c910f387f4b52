import { expect, test } from 'vitest'
import { afterBytes, bodyOf, collect, slices } from '../../src/core/body.js'

const trace = async (parts: string[], count: number) => {
  const seen: string[] = []
  const body = afterBytes(bodyOf(...parts), count, async () => void seen.push('|'))
  for await (const chunk of body) seen.push(Buffer.from(chunk).toString())
  return seen.join('')
}

test('exactly that many bytes pass before the moment, and the rest after it', async () => {
  expect(await trace(['abc', 'def'], 4)).toBe('abcd|ef')
  expect(await trace(['abc', 'def'], 3)).toBe('abc|def')
  expect(await trace(['abc', 'def'], 0)).toBe('|abcdef')
})

test('a body that is too short never has its moment, and loses nothing', async () => {
  expect(await trace(['abc'], 4)).toBe('abc')
})

test('slices cut a chunk without losing or copying a byte', async () => {
  const chunk = Buffer.from('abcdefg')
  const parts = [...slices(chunk, () => 3)]
  expect(parts.map(part => Buffer.from(part).toString())).toEqual(['abc', 'def', 'g'])
  expect(parts[0]?.buffer).toBe(chunk.buffer)
  expect((await collect(bodyOf(...parts))).equals(chunk)).toBe(true)
})
