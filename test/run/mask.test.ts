import { expect, test } from 'vitest'
import type { Entry } from '../../src/core/journal.js'
import type { Redaction } from '../../src/core/redaction.js'
import { masker } from '../../src/run/mask.js'
import { journalOf, planOf } from '../support/journal-factory.js'
import { patternOf } from '../support/json-patterns.js'
import { blanked, redactionOf } from '../support/redaction.js'

const REDACTION = redactionOf({ headers: ['authorization', 'cookie', 'set-cookie', 'x-api-key'] })
const SECRET = 'S3cr&t "canary"/+=é'
const secrets = [{ name: 'apiToken', value: SECRET }]
const warning = (message: string): Entry => ({ t: 1, type: 'warning.raised', message })

const masked = (message: string): string => {
  const entry = masker(secrets, REDACTION)(warning(message))
  return entry.type === 'warning.raised' ? entry.message : ''
}

const blankedEntry = (entry: Entry, redaction: Partial<Redaction> = REDACTION): unknown =>
  JSON.parse(blanked(JSON.stringify(masker([], redactionOf(redaction))(entry))))

test.each([
  ['plain', SECRET],
  ['base64', Buffer.from(SECRET).toString('base64')],
  ['base64url', Buffer.from(SECRET).toString('base64url')],
  ['base64 after one byte', Buffer.from(`u${SECRET}`).toString('base64')],
  ['base64 after a name', Buffer.from(`me:${SECRET}`).toString('base64')],
  ['base64 in the middle', Buffer.from(`{"a":"${SECRET}","b":1}`).toString('base64')],
  ['URL-encoded', encodeURIComponent(SECRET)],
  ['URL-encoded in lower case', encodeURIComponent(SECRET).replace(/%../g, code => code.toLowerCase())],
  ['a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
  ['JSON', JSON.stringify({ token: SECRET })],
  ['HTML', SECRET.replace('&', '&amp;').replaceAll('"', '&quot;')],
])('a secret in the spelling %s is masked by its name', (_, text) => {
  const seen = masked(`before ${text} after`)
  expect(seen).toContain('‹secret:apiToken›')
  expect(seen).toMatch(/^before .* after$/)
  expect(seen).not.toContain('canary')
})

test('a secret is masked wherever it is in an entry, and the entry keeps its shape', () => {
  const entry: Entry = { t: 2, type: 'fault.injected', x: 7, fault: 'f', dose: { body: [`a${SECRET}`, 1, null], n: 1 } }
  const expected = { ...entry, dose: { body: ['a‹secret:apiToken›', 1, null], n: 1 } }
  expect(masker(secrets, REDACTION)(entry)).toEqual(expected)
})

test('words of ours are never changed, and short secrets not looked for', () => {
  const secrets = ['complete', 'exchange.closed', 'a', ''].map((value, at) => ({ name: `s${at}`, value }))
  const entry: Entry = {
    ...{ t: 1, type: 'exchange.closed', x: 1, route: 'a', end: 'complete', status: 200, received: 0, sent: 0 },
    ...{ headMs: 1, totalMs: 2, injected: [], matched: [] },
  }
  expect(masker(secrets, REDACTION)(entry)).toEqual(entry)
})

test('the values of redacted headers are masked in doses and in the source, references to secrets are not', () => {
  const dose = {
    headers: { Cookie: 'sid=1', accept: '*/*' },
    list: [
      ['set-cookie', 'sid=2'],
      ['a', 'b'],
    ],
  }
  expect(blankedEntry({ t: 1, type: 'fault.injected', x: 1, fault: 'f', dose })).toMatchObject({
    dose: {
      headers: { Cookie: '?', accept: '*/*' },
      list: [
        ['set-cookie', '?'],
        ['a', 'b'],
      ],
    },
  })
  const source = 'headers: {authorization: "Bearer ${secrets.t}", x-api-key: abc}\ncookie: "a=b"\nredact: [cookie, x]\n'
  const safe = 'headers: {authorization: "Bearer ${secrets.t}", x-api-key: "?"}\ncookie: "?"\nredact: [cookie, x]\n'
  expect(blanked(masked(source))).toBe(safe)
})

test('values of redacted JSON are masked in the texts of an entry, and where a fault is to put them', () => {
  const json = ['$..card', '$.user.mail'].flatMap(text => patternOf(text))
  const dose = { body: '{"ok":true,"card":"4111"}', set: { '$.user': { mail: 'a@b', n: 1 }, '$.paid': true } }
  expect(blankedEntry({ t: 1, type: 'fault.injected', x: 1, fault: 'f', dose }, { json })).toMatchObject({
    dose: {
      body: '{"ok":true,"card":"?"}',
      set: { '$.user': { mail: '?', n: 1 }, '$.paid': true },
    },
  })
})

test('an entry without anything to hide is left as it is', () => {
  const entry: Entry = {
    t: 2,
    type: 'exchange.opened',
    x: 7,
    route: 'a',
    protocol: 'http1',
    connection: 1,
    method: 'GET',
    target: '/a?b=c',
  }
  expect(masker(secrets, REDACTION)(entry)).toBe(entry)
})

test('masking twice changes nothing more', () => {
  const mask = masker(secrets, REDACTION)
  const once = mask(warning(`${SECRET} http://u:p@h/?token=1 cookie: x`))
  expect(mask(once)).toEqual(once)
})

test('a value is told by the same in a head, a query, a form, a document and a text', () => {
  const value = 'tok/7+é "x"'
  const form = encodeURIComponent(value).replaceAll('%20', '+')
  const json = JSON.stringify({ access_token: value })
  const texts = [json, JSON.stringify(json), `/a?token=${form}`, `a=1&password=${form}`, `x-token: ${value}`]
  const dose = { headers: [['x-auth-token', value]], set: { '$.secret': value } }
  const entry = masker([], REDACTION)({ t: 1, type: 'fault.injected', x: 1, fault: 'f', dose: { ...dose, texts } })
  const told = JSON.stringify(entry).match(/‹[^›]*›/g)
  expect(told).toHaveLength(7)
  expect([...new Set(told)]).toEqual([REDACTION.disguise(value)])
})

test('where everything is shown only the secrets of our own are masked', () => {
  const entry = warning(`/a?token=abc Bearer abcdef123 ${SECRET}`)
  expect(masker([], null)(entry)).toBe(entry)
  expect(masker(secrets, null)(entry)).toEqual(warning('/a?token=abc Bearer abcdef123 ‹secret:apiToken›'))
})

test('what cells are told apart by is the same in every run', () => {
  const cell = 'token=abc rps=5'
  const plan = planOf({ cell })
  expect(masker([], REDACTION)(journalOf(plan).entries[0] ?? warning(''))).toMatchObject({ plan: { cell } })
})
