import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const GIVEN = ['Authorization: Bearer abC.z9', 'Cookie: sid=a1; theme=dark']

const through = async (options: Json, fields: readonly string[] = GIVEN) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('credential', options))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close', ...fields))
  const sent = origin.seen[0]?.headers.map(([name, value]) => `${name}: ${value}`)
  return { text, sent, missed: proxy.facts('fault.missed').map(({ why }) => why), journal: proxy.entries }
}

test('what is dropped does not reach the upstream, and the other credential does', async () => {
  expect((await through({ drop: 'authorization' })).sent).toEqual(['Host: test', GIVEN[1]])
  expect((await through({ drop: 'cookie' })).sent).toEqual(['Host: test', GIVEN[0]])
})

test('what is swapped has the same shape and is wrong', async () => {
  expect((await through({ swap: 'authorization' })).sent?.[1]).toBe('Authorization: Bearer bcD.a0')
  expect((await through({ swap: 'cookie' })).sent?.[2]).toBe('Cookie: sid=b2; theme=ebsl')
})

test('an expired token is answered as RFC 6750 has it, and the upstream never sees it', async () => {
  const { text, sent } = await through({ expire: 'authorization' })
  expect(text).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error="invalid_token"/)
  expect(sent).toBeUndefined()
})

test('an expired cookie is not sent on, and the client is told to forget it', async () => {
  const { text, sent } = await through({ expire: 'cookie' })
  expect(sent).toEqual(['Host: test', GIVEN[0]])
  expect(text.match(/Set-Cookie: .*/g)).toEqual([
    'Set-Cookie: sid=; Max-Age=0; Path=/',
    'Set-Cookie: theme=; Max-Age=0; Path=/',
  ])
})

test('a request without that credential passes, and that is a miss', async () => {
  for (const way of ['drop', 'swap', 'expire']) {
    const { text, missed } = await through({ [way]: 'authorization' }, [])
    expect(text).toMatch(/^HTTP\/1\.1 200/)
    expect(missed).toEqual(['the request has no authorization'])
  }
})

test('the journal never has a credential', async () => {
  for (const options of [{ swap: 'authorization' }, { expire: 'cookie' }]) {
    const text = JSON.stringify((await through(options)).journal)
    expect(text).not.toMatch(/abC|bcD|dark|ebsl/)
  }
})

test.each([401, 403])('%i is answered whatever the request has', async status => {
  expect((await through({ reply: status }, [])).text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*\r\nWWW-Auth`))
})

test.each<[Json, string]>([
  [{}, 'expected one of drop, expire, swap, reply, found none of them'],
  [{ drop: 'cookie', reply: 401 }, 'expected one of drop, expire, swap, reply, found drop and reply'],
  [{ drop: 'password' }, 'expected authorization, cookie, found "password"'],
  [{ reply: 500 }, 'expected 401 or 403'],
])('%j is refused', (options, message) => {
  expect(refusals('credential', options)).toEqual([message])
})
