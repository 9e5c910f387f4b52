import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Answer, httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const through = async (answer: Answer, ...fields: string[]) => {
  await using origin = await httpOrigin(answer)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('noCompression', {}))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close', ...fields))
  return { text, sent: origin.seen[0]?.headers, missed: proxy.facts('fault.missed').map(({ why }) => why) }
}

const compresses: Answer = (request, response) => {
  const gzip = /gzip/.test(String(request.headers['accept-encoding']))
  if (gzip) response.setHeader('Content-Encoding', 'gzip')
  response.end(gzip ? gzipSync('plain') : 'plain')
}

test('the upstream is asked for a plain reply, and sends one', async () => {
  const { text, sent, missed } = await through(compresses, 'Accept-Encoding: gzip, br')
  expect(sent?.filter(([name]) => /^accept-encoding$/i.test(name))).toEqual([['Accept-Encoding', 'identity']])
  expect(text).toMatch(/plain$/)
  expect(missed).toEqual([])
})

test('where there is nothing to win, or the upstream does not listen, that is a miss', async () => {
  expect((await through(compresses)).missed).toEqual(['the client accepts no compression'])
  const stubborn: Answer = (_, response) => {
    response.setHeader('Content-Encoding', 'gzip')
    response.end(gzipSync('plain'))
  }
  expect((await through(stubborn, 'Accept-Encoding: gzip')).missed).toEqual(['the upstream compressed it all the same'])
})

test('it has no options', () => {
  expect(refusals('noCompression', { level: 1 })).toEqual(['expected no options, as {}, found "level"'])
})
