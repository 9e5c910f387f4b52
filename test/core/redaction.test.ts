import { expect, test } from 'vitest'
import { disguiseBy, hides, hidesField, isReference, shownAt, shownField } from '../../src/core/redaction.js'
import { drawSeal, sealBy } from '../../src/core/seal.js'
import { patternOf } from '../support/json-patterns.js'
import { disguise, redactionOf, seal } from '../support/redaction.js'

const redaction = redactionOf({ headers: ['x-own'], json: patternOf('$..card', '$.user.mail') })

test('a value is told as its length and eight digits of its seal, the same wherever it is', () => {
  expect(disguise('hunter2')).toMatch(/^‹redacted 7:[\da-f]{8}›$/)
  expect(disguise('hunter2')).toBe(disguise('hunter2'))
  expect(disguise('hunter3')).not.toBe(disguise('hunter2'))
  expect(disguise('\u{1f511}')).toMatch(/^‹redacted 2:/)
})

test('another key gives other digits, and one is drawn for each seal', () => {
  expect(disguiseBy(sealBy(new Uint8Array(32).fill(1)))('hunter2')).not.toBe(disguise('hunter2'))
  const [one, other] = [drawSeal(), drawSeal()]
  expect(one('a')).toMatch(/^[\da-f]{64}$/)
  expect(one('a')).toBe(one('a'))
  expect(one('a')).not.toBe(other('a'))
})

test.each(['hunter2', 'Bearer abc', '‹secret:bird›', 'a ‹secret:bird› b'])('%s is not disguised twice', value => {
  expect(disguise(disguise(value))).toBe(disguise(value))
})

test('a secret of the file keeps its name, and inside a value counts as what it is', () => {
  const knowing = disguiseBy(seal, [{ name: 'bird', value: 'c4nary' }])
  expect(knowing('c4nary')).toBe('‹secret:bird›')
  expect(knowing('Bearer c4nary')).toBe('Bearer ‹secret:bird›')
  expect(knowing('Bearer ‹secret:bird›')).toBe('Bearer ‹secret:bird›')
  expect(knowing('id=‹secret:bird›; a=b')).toBe(disguise('id=c4nary; a=b'))
})

test('of credentials the scheme stays, so that they are the same in any place', () => {
  expect(disguise('Bearer abc')).toBe(`Bearer ${disguise('abc')}`)
  expect(disguise('Basic instinct is a film')).not.toContain('Basic')
})

test('what a pattern leads to is hidden, as all of what is below it, by its JSON text', () => {
  expect(shownAt(redaction, ['user', 'mail'], 'a@b')).toBe(disguise('a@b'))
  expect(shownAt(redaction, ['card', 'number'], 4111)).toBe(disguise('4111'))
  expect(shownAt(redaction, ['card'], { n: 1 })).toBe(disguise('{"n":1}'))
  expect(shownAt(redaction, ['card'], undefined)).toBeUndefined()
  expect(shownAt(redaction, ['user'], { mail: 'a@b', name: 'A' })).toEqual({ mail: disguise('a@b'), name: 'A' })
  expect(shownAt(redaction, ['mail'], 'a@b')).toBe('a@b')
})

test('members of documents that are called like a secret are hidden without being named', () => {
  expect(shownAt(redaction, [], { a: [{ accessToken: 'x' }], code: 7 })).toEqual({
    a: [{ accessToken: disguise('x') }],
    code: 7,
  })
  expect(shownAt(redaction, ['session', 'id'], 'x')).toBe(disguise('x'))
})

test('a path is hidden when a pattern leads to it or to what holds it', () => {
  expect(hides(redaction, ['orders', 0, 'card'])).toBe(true)
  expect(hides(redaction, ['orders', 0])).toBe(false)
  expect(hides(redaction, ['login', 'password'])).toBe(true)
})

test('header fields are hidden whatever their case, and those of credentials always', () => {
  expect(shownField(redaction, 'X-Own', 'abc')).toBe(disguise('abc'))
  expect(shownField(redaction, 'accept', 'abc')).toBe('abc')
  const always = [
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'Set-Cookie',
    'X-CSRF-Token',
    'X-Api-Key',
    'session-id',
  ]
  expect(always.filter(name => !hidesField(redactionOf(), name))).toEqual([])
  const never = ['etag', 'idempotency-key', 'sec-websocket-key', 'x-request-id', 'content-type']
  expect(never.filter(name => hidesField(redactionOf(), name))).toEqual([])
})

test('a reference is one as a whole, with a scheme before it at most', () => {
  expect(['${secrets.a}', '"${vars.b}"', 'Bearer ${secrets.a}'].filter(text => !isReference(text))).toEqual([])
  expect(['sid=1; t=${secrets.a}', '${vars.b} abc', 'abc'].filter(isReference)).toEqual([])
})
