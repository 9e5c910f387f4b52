import { expect, test } from 'vitest'
import { crossSite } from '../../src/control/guard.js'

const OWN = 'http://127.0.0.1:4711'
const json = { 'content-type': 'application/json' }
const post = (headers: Record<string, string>) => crossSite({ method: 'POST', headers }, OWN)

test.each([
  ['from curl', json],
  ['from the page', { ...json, origin: OWN, 'sec-fetch-site': 'same-origin' }],
  ['from the page under another name of this machine', { ...json, origin: 'http://localhost:4711' }],
  ['with a charset', { 'content-type': 'application/json; charset=utf-8' }],
])('an order %s is taken', (_, headers) => {
  expect(post(headers)).toBeNull()
})

test.each([
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['a form that looks like JSON', { 'content-type': 'text/plain' }, 415],
  ['a type that only begins so', { 'content-type': 'application/jsonp' }, 415],
  ['nothing that says what it is', {}, 415],
  ['a page elsewhere', { ...json, origin: 'https://evil.example' }, 403],
  ['a page without an origin', { ...json, origin: 'null' }, 403],
  ['another server of this machine', { ...json, origin: 'http://127.0.0.1:4712' }, 403],
  ['a name that begins like this machine', { ...json, origin: 'http://127.0.0.1:4711.evil.example' }, 403],
  ['another site', { ...json, 'sec-fetch-site': 'cross-site' }, 403],
  ['another port of this site', { ...json, 'sec-fetch-site': 'same-site' }, 403],
])('an order from %s is refused', (_, headers, status) => {
  expect(post(headers)?.status).toBe(status)
})

test('reading needs no type, and is refused to other sites all the same', () => {
  expect(crossSite({ method: 'GET', headers: {} }, OWN)).toBeNull()
  expect(crossSite({ method: 'GET', headers: { 'sec-fetch-site': 'cross-site' } }, OWN)?.status).toBe(403)
})
