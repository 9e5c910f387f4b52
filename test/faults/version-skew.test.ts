import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const through = async (fields: Json, body: string) => {
  await using origin = await httpOrigin((_, response) => response.end(body))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('versionSkew', { fields }))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close'))
  const received = text.slice(text.indexOf('\r\n\r\n') + 4)
  expect(text).toContain(`Content-Length: ${received.length}\r\n`)
  return { received, missed: proxy.facts('fault.missed').map(({ why }) => why) }
}

test('members are dropped, renamed, made null and retyped, however deep they are', async () => {
  const fields = { drop: ['b'], rename: { id: 'uuid' }, null: ['c'], retype: ['n', 's'] }
  const body = JSON.stringify([{ id: 1, b: 2, in: { c: 3, n: 4, s: 'x', id: 5 }, keep: { a: null } }])
  expect((await through(fields, body)).received).toBe(
    '[{"uuid":1,"in":{"c":null,"n":"4","s":["x"],"uuid":5},"keep":{"a":null}}]',
  )
})

test.each([
  ['no JSON', '<html>', 'the body is not JSON'],
  ['other fields', '{ "a":  1 }', 'the body has none of these fields'],
])('a reply with %s arrives as it was, byte for byte, and that is a miss', async (_, body, why) => {
  expect(await through({ drop: ['b'] }, body)).toEqual({ received: body, missed: [why] })
})

test('nothing to change is refused', () => {
  const message = 'expected something to drop, rename, null or retype, found nothing'
  expect(refusals('versionSkew', { fields: {} })).toEqual([message])
  expect(refusals('versionSkew', { fields: { drop: [] } })).toEqual([message])
  expect(refusals('versionSkew', { fields: { add: ['a'] } })).toEqual([
    'expected one of drop, rename, null, retype, found "add"',
  ])
})
