import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

/** What the upstream got and what the client got, as lines; and why the fault missed. */
const through = async (options: Json) => {
  await using origin = await httpOrigin((_, response) => {
    response.writeHead(200, ['X-One', '1', 'x-two', '2', 'Content-Length', '0']).end()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('headers', options))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close', 'X-A: 1', 'X-b: 2', 'X-A: 3'))
  const sent = (origin.seen[0]?.headers ?? []).map(([name, value]) => `${name}: ${value}`)
  const received = text.split('\r\n').slice(1, -2)
  return { sent, received, missed: proxy.facts('fault.missed').map(({ why }) => why) }
}

test('a request field is set in its place or at the end, and repeats of it are gone', async () => {
  const { sent } = await through({ request: { set: { 'x-a': 'new', 'X-C': '' } } })
  expect(sent).toEqual(['Host: test', 'x-a: new', 'X-b: 2', 'X-C: '])
})

test('fields are removed, renamed and duplicated whatever their case is', async () => {
  const request = { remove: ['x-a'], rename: { 'X-B': 'X-New' }, duplicate: ['host'] }
  expect((await through({ request })).sent).toEqual(['Host: test', 'Host: test', 'X-New: 2'])
})

test('the reply is changed the same way, and only the reply', async () => {
  const { sent, received } = await through({
    response: { set: { 'X-Two': 'b' }, rename: { 'X-One': 'X-Uno' }, duplicate: ['x-one'] },
  })
  expect(sent).toEqual(['Host: test', 'X-A: 1', 'X-b: 2', 'X-A: 3'])
  expect(received.slice(0, 4)).toEqual(['X-Uno: 1', 'X-Uno: 1', 'X-Two: b', 'Content-Length: 0'])
})

test('a field that is not there is a miss', async () => {
  const { missed } = await through({ request: { remove: ['x-none'] }, response: { rename: { 'x-none': 'x' } } })
  expect(missed).toEqual(['there was no such field to change'])
})

test.each<[string, Json, string | RegExp]>([
  ['nothing', { request: {} }, /^expected something to set, remove, rename or duplicate/],
  ['the framing', { response: { remove: ['Content-Length'] } }, /^expected a header name .*"Content-Length"$/],
  ['another name for the framing', { response: { rename: { a: 'connection' } } }, /^expected a header name/],
  ['a split value', { request: { set: { a: 'b\r\nc: d' } } }, /without line breaks/],
  [
    'a word of its own',
    { request: { add: { a: 'b' } } },
    'expected one of set, remove, rename, duplicate, found "add"',
  ],
])('%s is refused', (_, options, message) => {
  expect(refusals('headers', options)).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)])
})
