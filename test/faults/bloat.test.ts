import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const through = async (options: Json, chunked = false, type = 'application/json', method = 'GET') => {
  await using origin = await httpOrigin((_, response) => {
    response.setHeader('Content-Type', type)
    if (!chunked) response.setHeader('Content-Length', 7)
    response.write('{"a":1}')
    response.end()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const bare = (await talkRaw(proxy.port, head(`${method} /`, 'Connection: close'))).text
  proxy.inject(faultNamed('bloat', options))
  const { text } = await talkRaw(proxy.port, head(`${method} /`, 'Connection: close'))
  const sizes = [bare, text].map(one => one.indexOf('\r\n\r\n'))
  const body = text.slice((sizes[1] ?? 0) + 4)
  return {
    ...{ body, added: (sizes[1] ?? 0) - (sizes[0] ?? 0) },
    missed: proxy.facts('fault.missed').map(({ why }) => why),
  }
}

test.each(['100B', '4KiB', '20KiB'])('the head grows by %s', async size => {
  const { added, body } = await through({ headers: size })
  expect(added).toBe(Number.parseInt(size, 10) * (size.endsWith('KiB') ? 1024 : 1))
  expect(body).toBe('{"a":1}')
})

test.each([false, true])('JSON grows by white space and stays the same JSON (in chunks: %s)', async chunked => {
  const { body } = await through({ body: '40KiB' }, chunked)
  if (!chunked) expect(body).toHaveLength(7 + 40 * 1024)
  expect(body.match(/ /g)).toHaveLength(40 * 1024)
  if (!chunked) expect(JSON.parse(body)).toEqual({ a: 1 })
})

test('what is no JSON is left as it is, and that is a miss', async () => {
  expect(await through({ body: '1KiB' }, false, 'text/plain')).toMatchObject({
    ...{ body: '{"a":1}', missed: ['the body is not JSON'] },
  })
  expect((await through({ body: '1KiB' }, false, 'application/json', 'HEAD')).missed).toEqual(['the reply has no body'])
})

test('nothing to add is refused', () => {
  expect(refusals('bloat', {})).toEqual(['expected a size for headers or body, found none'])
  expect(refusals('bloat', { headers: '2MiB' })).toEqual(['expected at most 1MiB of headers, found more'])
})
