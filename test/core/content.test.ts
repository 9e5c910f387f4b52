import * as v from 'valibot'
import { expect, test } from 'vitest'
import { expectedJson, expectedText, unlikeJson, unlikeText, valueIn } from '../../src/core/content.js'

test.each([
  ['{"status":"ok"}', { '$.status': 'ok' }, null],
  ['{"a":[1,{"b":null}]}', { '$.a': [1, { b: null }] }, null],
  ['{"status":"down"}', { '$.status': 'ok' }, 'has "down" at $.status, expected "ok"'],
  ['{}', { '$.status': 'ok' }, 'has nothing at $.status, expected "ok"'],
  ['<html>', { '$.status': 'ok' }, 'is not JSON'],
])('%s with %j expected', (text, expected, why) => {
  expect(unlikeJson(text, v.parse(expectedJson, expected))).toBe(why)
})

test('a text is searched for a part of it or by a pattern', () => {
  expect(unlikeText('all is well', v.parse(expectedText, 'well'))).toBeNull()
  expect(unlikeText('all is lost', v.parse(expectedText, 'well'))).toBe('does not contain well')
  expect(unlikeText('depth 12', v.parse(expectedText, { regex: '^depth \\d+$' }))).toBeNull()
  expect(unlikeText('depth x', v.parse(expectedText, { regex: '^depth \\d+$' }))).toContain('does not match')
})

test.each([
  ['{"n":4.5}', { json: ['n'] }, { ok: true, value: 4.5 }],
  ['{"n":"12"}', { json: ['n'] }, { ok: true, value: 12 }],
  ['{"n":true}', { json: ['n'] }, { ok: false, why: 'has true where a number was expected' }],
  ['{"n":""}', { json: ['n'] }, { ok: false, why: 'has "" where a number was expected' }],
  ['{}', { json: ['n'] }, { ok: false, why: 'has nothing where a number was expected' }],
  ['no', { json: ['n'] }, { ok: false, why: 'is not JSON' }],
  ['depth: 7', { regex: /depth: (\d+)/ }, { ok: true, value: 7 }],
  ['7', { regex: /\d+/ }, { ok: true, value: 7 }],
  ['none', { regex: /\d+/ }, { ok: false, why: 'does not match \\d+' }],
  [' 42\n', {}, { ok: true, value: 42 }],
])('the number in %j at %j', (text, place, value) => {
  expect(valueIn(text, place)).toEqual(value)
})

test('a JSON path that is wrong is refused by name', () => {
  const { issues } = v.safeParse(expectedJson, { '$..x': 1 })
  expect(issues?.[0]?.message).toContain('$..x')
})
