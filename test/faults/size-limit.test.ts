import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const CLOSE = 'Connection: close'
const through = async (options: Json, request: string) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('sizeLimit', options))
  const { text } = await talkRaw(proxy.port, request)
  const whole = origin.seen.filter(({ state }) => state === 'complete')
  return { status: text.slice(9, 12), asked: origin.accepted, whole: whole.length, proxy }
}

test.each([
  ['414', { url: '10B' }, head('GET /123456789a', CLOSE), head('GET /123456789', CLOSE)],
  ['431', { header: '42B' }, head('GET /', CLOSE, 'X: 1234567'), head('GET /', CLOSE, 'X: 123456')],
  [
    '413',
    { body: '5B' },
    `${head('POST /', CLOSE, 'Content-Length: 6')}123456`,
    `${head('POST /', CLOSE, 'Content-Length: 5')}12345`,
  ],
])('%s beyond the limit, and the upstream is not asked; at the limit it passes', async (status, options, over, at) => {
  expect(await through(options, over)).toMatchObject({ status, asked: 0 })
  const passed = await through(options, at)
  expect(passed).toMatchObject({ status: '200', whole: 1 })
  expect(passed.proxy.facts('fault.passed')).toHaveLength(1)
})

test('a body in chunks is counted as it comes, and the upstream never gets a whole one', async () => {
  const chunked = (text: string) =>
    `${head('POST /', CLOSE, 'Transfer-Encoding: chunked')}${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`
  expect(await through({ body: '5B' }, chunked('123456'))).toMatchObject({ status: '413', whole: 0 })
  expect(await through({ body: '5B' }, chunked('12345'))).toMatchObject({ status: '200', whole: 1 })
})

test('no limit is refused', () => {
  expect(refusals('sizeLimit', {})).toEqual(['expected a limit for header, body or url, found none'])
})
