import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

test.each([301, 302, 307, 308])('%i says where it is, and the upstream never sees the request', async status => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('redirect', { status, to: '/elsewhere?a=1' }))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close'))
  expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*\r\nLocation: /elsewhere\\?a=1\r\n`))
  expect(origin.accepted).toBe(0)
})

test('a client that follows a loop stops at its own limit', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('redirect', { loop: true }))
  await expect(fetch(`${proxy.url}/a?b=c`)).rejects.toThrow('fetch failed')
  const targets = new Set(proxy.facts('exchange.opened').map(({ target }) => target))
  expect([...targets]).toEqual(['/a?b=c'])
  expect(proxy.facts('exchange.opened').length).toBeGreaterThan(5)
})

test.each([
  [{}, 'expected either to or loop: true, found neither'],
  [{ to: '/', loop: true }, 'expected either to or loop: true, found both'],
  [{ to: 'elsewhere' }, /^expected a path such as .*found "elsewhere"$/],
  [{ to: 'ftp://host/' }, /^expected a path such as/],
  [{ to: '/a\r\nb: c' }, /^expected a path such as/],
  [{ to: '/', status: 303 }, 'expected 301, 302, 307 or 308'],
])('%j is refused', (options, message) => {
  expect(refusals('redirect', options)).toEqual([
    typeof message === 'string' ? message : expect.stringMatching(message),
  ])
})
