import { expect, test } from 'vitest'
import type { Entry } from '../../src/core/journal.js'
import { masker, outputMasker } from '../../src/run/mask.js'
import { patternOf } from '../support/json-patterns.js'

const REDACTION = { headers: ['authorization', 'cookie', 'set-cookie', 'x-api-key'], json: [] }
const SECRET = 'S3cr&t "canary"/+=é'
const secrets = [{ name: 'apiToken', value: SECRET }]
const warning = (message: string): Entry => ({ t: 1, type: 'warning.raised', message })

const masked = (message: string): string => {
  const entry = masker(secrets, REDACTION)(warning(message))
  return entry.type === 'warning.raised' ? entry.message : ''
}

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

test.each([
  ['/a?token=abc&page=2', '/a?token=‹redacted›&page=2'],
  ['/a?page=2&access_token=abc#x', '/a?page=2&access_token=‹redacted›#x'],
  ['/a?apiKey=abc', '/a?apiKey=‹redacted›'],
  ['/a?code=abc&zipcode=12345', '/a?code=‹redacted›&zipcode=12345'],
  ['/a?%74oken=abc', '/a?%74oken=‹redacted›'],
  ['/monkeys?monkey=1', '/monkeys?monkey=1'],
  ['http://me:pass@127.0.0.1/a', 'http://‹redacted›@127.0.0.1/a'],
  ['mail to a@b.example', 'mail to a@b.example'],
  ['Authorization was Bearer abc.def-ghi_123', 'Authorization was Bearer ‹redacted›'],
  ['Bearer ${secrets.apiToken}', 'Bearer ${secrets.apiToken}'],
  ['Token validation, Basic authentication works.', 'Token validation, Basic authentication works.'],
  ['id AKIAIOSFODNN7EXAMPLE.', 'id ‹redacted›.'],
  ['a eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_ b', 'a ‹redacted› b'],
])('%s is shown as %s', (text, shown) => {
  expect(masked(text)).toBe(shown)
})

test('the values of redacted headers are masked in doses and in the source, references to secrets are not', () => {
  const dose = {
    headers: { Cookie: 'sid=1', accept: '*/*' },
    list: [
      ['set-cookie', 'sid=2'],
      ['a', 'b'],
    ],
  }
  expect(masker([], REDACTION)({ t: 1, type: 'fault.injected', x: 1, fault: 'f', dose })).toMatchObject({
    dose: {
      headers: { Cookie: '‹redacted›', accept: '*/*' },
      list: [
        ['set-cookie', '‹redacted›'],
        ['a', 'b'],
      ],
    },
  })
  const source = 'headers: {authorization: "Bearer ${secrets.t}", x-api-key: abc}\ncookie: "a=b"\nredact: [cookie, x]\n'
  const safe =
    'headers: {authorization: "Bearer ${secrets.t}", x-api-key: "‹redacted›"}\ncookie: "‹redacted›"\nredact: [cookie, x]\n'
  expect(masked(source)).toBe(safe)
})

test('values of redacted JSON are masked in the texts of an entry, and where a fault is to put them', () => {
  const json = ['$..card', '$.user.mail'].flatMap(text => patternOf(text))
  const dose = { body: '{"ok":true,"card":"4111"}', set: { '$.user': { mail: 'a@b', n: 1 }, '$.paid': true } }
  expect(masker([], { headers: [], json })({ t: 1, type: 'fault.injected', x: 1, fault: 'f', dose })).toMatchObject({
    dose: {
      body: '{"ok":true,"card":"‹redacted›"}',
      set: { '$.user': { mail: '‹redacted›', n: 1 }, '$.paid': true },
    },
  })
})

test('what a service says is held until its line ends, so that no value is torn in two', () => {
  const said = outputMasker([], { headers: [], json: patternOf('$..card') })
  expect(said?.settled('all well\n{"card": "41')).toBe(9)
  expect(said?.mask('{"card": "4111"}\n{"card": {"n"\n')).toBe('{"card": "‹redacted›"}\n{"card": "‹redacted›"\n')
  expect(outputMasker([], REDACTION)).toBeNull()
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
