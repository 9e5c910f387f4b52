import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { headerOf } from '../../src/core/headers.js'
import type { Json } from '../../src/core/json.js'
import { type Answer, httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const sends =
  (text: string | Buffer, chunked = false, fields: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) => {
    for (const [name, value] of Object.entries(fields)) response.setHeader(name, value)
    if (!chunked) response.setHeader('Content-Length', Buffer.byteLength(text))
    response.write(text)
    response.end()
  }

const DEEP = `${'['.repeat(200_000)}1${']'.repeat(200_000)}`

/** Later versions of Node read and write as deep as that. */
const isTooDeep = (() => {
  try {
    return JSON.stringify(JSON.parse(DEEP)) === ''
  } catch {
    return true
  }
})()

const through = async (options: Json, answer: Answer, request = head('GET /', 'Connection: close')) => {
  await using origin = await httpOrigin(answer)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('tamper', options))
  const { text } = await talkRaw(proxy.port, request)
  const [top = '', body = ''] = text.split('\r\n\r\n')
  return { head: top, body, seen: origin.seen[0], missed: proxy.facts('fault.missed').map(({ why }) => why) }
}

test('JSON is changed where the paths say, the length is right, the ETag is not', async () => {
  const options = { json: { set: { '$.total': { n: 0 } }, retype: ['$.items[1]'], delete: ['$.id'] } }
  const answer = sends('{"id": 7, "total": 12.5, "items": [1, 2]}', false, { ETag: '"a1"' })
  const { head, body } = await through(options, answer)
  expect(body).toBe('{"total":{"n":0},"items":[1,"2"]}')
  expect(head).toContain(`Content-Length: ${body.length}`)
  expect(head).toContain('ETag: "a1"')
})

test('a length that is not mended is that of the body as it was', async () => {
  const options = { replace: { twelve: 'one' }, fixLength: false }
  const { head: top, body } = await through(options, sends('twelve'))
  expect([/Content-Length: (\d+)/.exec(top)?.[1], body]).toEqual(['6', 'one'])
  const request = `${head('POST /', 'Content-Length: 3', 'Connection: close')}one`
  const { seen } = await through({ replace: { one: 'twelve' }, at: 'request', fixLength: false }, sends('ok'), request)
  expect([headerOf(seen?.headers ?? [], 'content-length'), String(seen?.body)]).toEqual(['3', 'twe'])
})

test('texts are replaced, in chunks too, and what is not UTF-8 stays as it was', async () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('10 € or 10 €')])
  const { body } = await through({ replace: { '€': '$' } }, sends(bytes, true))
  expect(body).toContain('\xff\xfe10 $ or 10 $')
})

test.each([false, true])('as many bits are flipped as it says, and only those (in chunks: %s)', async chunked => {
  const { body } = await through({ bits: 5 }, sends('\0'.repeat(1_000), chunked))
  const content = chunked ? body.slice(body.indexOf('\n') + 1).slice(0, 1_000) : body
  expect(content).toHaveLength(1_000)
  const ones = [...content].reduce((sum, c) => sum + (c.charCodeAt(0).toString(2).match(/1/g)?.length ?? 0), 0)
  expect(ones).toBe(5)
})

test('a request is changed on its way, and its length is right', async () => {
  const request = `${head('POST /', 'Content-Length: 9', 'Digest: d', 'Connection: close')}{"a":"b"}`
  const { seen } = await through({ json: { set: { '$.a': 'longer' } }, at: 'request' }, sends('ok'), request)
  expect(seen?.body.toString()).toBe('{"a":"longer"}')
  expect(seen?.headers).toContainEqual(['Digest', 'd'])
})

test.each<[string, Json, Answer, string | RegExp]>([
  ['is no JSON', { json: { delete: ['$.a'] } }, sends('<html>'), 'the body is not JSON'],
  ['has nothing there', { json: { delete: ['$.a'] } }, sends('{}'), 'nothing is at these JSON paths'],
  ['has no such text', { replace: { a: 'b' } }, sends('xyz'), 'none of the texts is in the body'],
  ['is compressed', { replace: { a: 'b' } }, sends(gzipSync('a'), false, { 'Content-Encoding': 'gzip' }), /compressed/],
  ['is empty', { bits: 1 }, sends(''), 'the body is empty'],
  ['is too long', { replace: { x: 'y' } }, sends('x'.repeat(1_100_000), true), 'the body has more than 1 MiB'],
])('a body that %s arrives as it was, and that is a miss', async (_, options, answer, why) => {
  const { body, missed } = await through(options, answer)
  expect(missed).toEqual([typeof why === 'string' ? why : expect.stringMatching(why)])
  expect(body).not.toContain('y'.repeat(3))
})

test.runIf(isTooDeep)('a body that is nested too deeply arrives as it was, and that is a miss', async () => {
  const { body, missed } = await through({ json: { retype: ['$[0]'] } }, sends(DEEP))
  expect(missed).toEqual(['the body is nested too deeply'])
  expect(body).toBe(DEEP)
})

test('a reply to HEAD keeps the length of what it did not bring', async () => {
  const { head: top, missed } = await through({ bits: 1 }, sends('x'.repeat(10)), head('HEAD /', 'Connection: close'))
  expect(top).toContain('Content-Length: 10')
  expect(missed).toEqual(['the reply has no body'])
})

test.each<[Json, string | RegExp]>([
  [{}, 'expected one of json, replace, bits, found none or several of them'],
  [{ bits: 1, replace: { a: 'b' } }, 'expected one of json, replace, bits, found none or several of them'],
  [{ bits: 0 }, 'expected a number of bits from 1 to 1000, found 0'],
  [{ json: { delete: ['id'] } }, 'expected a JSON path such as $.total, found "id"'],
  [{ bits: 1, fixLength: 'no' }, 'expected true or false'],
])('%j is refused', (options, message) => {
  expect(refusals('tamper', options)).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)])
})
