import { expect, test } from 'vitest'
import { changeAt, changeNamed, parsedJson, retyped, writtenJson } from '../../src/core/json-edit.js'

const document = { a: { b: [1, { c: 'x' }] }, d: null }

test('one value is changed where it is, and the document itself stays as it was', () => {
  const copy = structuredClone(document)
  expect(changeAt(document, ['a', 'b', 1, 'c'], () => 'y')).toEqual({
    document: { a: { b: [1, { c: 'y' }] }, d: null },
  })
  expect(changeAt(document, ['a', 'b', 0], () => undefined)).toEqual({ document: { a: { b: [{ c: 'x' }] }, d: null } })
  expect(changeAt(document, [], () => 1)).toEqual({ document: 1 })
  expect(document).toEqual(copy)
})

test('a value that is not there cannot be changed', () => {
  expect(changeAt(document, ['a', 'x'], () => 1)).toBeNull()
  expect(changeAt(document, ['a', 'b', 7], () => 1)).toBeNull()
  expect(changeAt(document, ['d', 'e'], () => 1)).toBeNull()
  expect(changeAt(document, ['constructor'], () => 1)).toBeNull()
})

test('members are found by name, however deep, and counted', () => {
  const change = (name: string) => (name === 'c' ? { name: 'z', value: 2 } : name === 'd' ? null : undefined)
  expect(changeNamed([document], change)).toEqual({ document: [{ a: { b: [1, { z: 2 }] } }], count: 2 })
})

test('a name that means something to JavaScript is a name like any other', () => {
  const hostile = parsedJson(Buffer.from('{"__proto__": {"a": 1}, "b": 2}')) ?? null
  const changed = changeNamed(hostile, name => (name === 'b' ? null : undefined)).document
  expect(JSON.stringify(changed)).toBe('{"__proto__":{"a":1}}')
  expect(JSON.stringify(changeAt(hostile, ['b'], () => 3)?.document)).toBe('{"__proto__":{"a":1},"b":3}')
})

test('another type keeps the value in it', () => {
  expect([5, true, 'x', null, [1]].map(retyped)).toEqual(['5', 'true', ['x'], [null], [[1]]])
  expect(parsedJson(Buffer.from('<html>'))).toBeUndefined()
})

test('numbers that JavaScript cannot hold, or writes in another way, are written as they came', () => {
  const text = '{"id":12345678901234567890,"a":[1.0,-0,1e3,0.1,5],"text":"say \\"1.0\\" and 1.0"}'
  const document = parsedJson(Buffer.from(text)) ?? null
  expect(writtenJson(document).toString()).toBe(text)
  const renamed = changeNamed(document, (name, value) =>
    name === 'id' ? { name: 'uuid', value: retyped(value) } : undefined,
  )
  expect(writtenJson(renamed.document).toString()).toBe(
    text.replace('"id":12345678901234567890', '"uuid":"12345678901234567890"'),
  )
})

test.each(['01', '{"a": 1.}', '1 2', ''])('%j is no JSON', text => {
  expect(parsedJson(Buffer.from(text))).toBeUndefined()
})

test('what is not UTF-8 is no JSON (RFC 8259 8.1)', () => {
  expect(parsedJson(Buffer.from('{"a":"\xe4"}', 'latin1'))).toBeUndefined()
  expect(parsedJson(Buffer.from('{"a":"ä"}'))).toEqual({ a: 'ä' })
})
