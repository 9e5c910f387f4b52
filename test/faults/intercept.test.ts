import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

test('a page of somebody else comes with status 200, and the upstream never sees the request', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('intercept', {}))
  const { text } = await talkRaw(proxy.port, head('GET /api', 'Accept: application/json', 'Connection: close'))
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/html; charset=utf-8\r\n[\s\S]*<\/html>$/)
  expect(origin.accepted).toBe(0)
})

test.each([
  ['api.test:8080', '511'],
  ['A.Example.test', '511'],
  ['example.test', '200'],
  ['other', '200'],
])('only the named hosts: %s gets %s', async (host, status) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('intercept', { status: 511, html: 'x', hosts: ['api.test', '*.example.test'] }))
  const { text } = await talkRaw(proxy.port, head('GET /', `Host: ${host}`, 'Connection: close'))
  expect(text.slice(9, 12)).toBe(status)
  expect(proxy.facts('fault.passed')).toHaveLength(status === '200' ? 1 : 0)
})

test.each([204, 302, 600])('a status of %i is refused', status => {
  expect(refusals('intercept', { status })).toEqual([expect.stringMatching(/^expected a status with a page/)])
})
