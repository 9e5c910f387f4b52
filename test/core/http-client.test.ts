import { setMaxListeners } from 'node:events'
import { expect, test } from 'vitest'
import { type HttpClientOptions, httpClient } from '../../src/core/http-client.js'
import { deafPort } from '../support/deaf-port.js'
import { httpOrigin } from '../support/origin.js'

const never = new AbortController().signal
const client = (parts: Partial<HttpClientOptions> = {}) =>
  httpClient({ reuse: false, keep: 1_000, connectTimeoutMs: 10_000, ...parts })
const get = (url: URL) => ({ method: 'GET', url, headers: {}, body: null })

test('it keeps connections when told to, and only then', async () => {
  for (const reuse of [true, false]) {
    await using origin = await httpOrigin((_, response) => response.end('ok'))
    const asking = client({ reuse })
    for (let times = 0; times < 3; times++) {
      await asking.call(get(origin.url), never)
      // undici takes a connection back a moment after its reply.
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(origin.accepted).toBe(reuse ? 1 : 3)
    await asking.close()
  }
})

test('calls at the same time do not wait for each other, however many hang', async () => {
  await using origin = await httpOrigin((request, response) => request.url === '/quick' && response.end())
  const asking = client({ reuse: true })
  const leaving = new AbortController()
  setMaxListeners(0, leaving.signal)
  const hanging = Array.from({ length: 30 }, () => asking.call(get(origin.url), leaving.signal).catch(() => 'left'))
  await expect.poll(() => origin.seen.length).toBe(30)
  expect(await asking.call(get(new URL('/quick', origin.url)), never)).toMatchObject({ ok: true })
  leaving.abort(new Error('left'))
  expect(new Set(await Promise.all(hanging))).toEqual(new Set(['left']))
  await asking.close()
})

test('headers are in lower case, repeated ones joined, and of the body only what is wanted is kept', async () => {
  await using origin = await httpOrigin((_, response) => {
    response
      .writeHead(
        200,
        [
          ['X-One', 'a'],
          ['Set-Cookie', 'b=1'],
          ['set-cookie', 'c=2'],
        ].flat(),
      )
      .end('0123456789')
  })
  const asking = client({ keep: 4 })
  const outcome = await asking.call(get(origin.url), never)
  expect(outcome).toMatchObject({
    ...{ ok: true },
    answer: { status: 200, headers: { 'x-one': 'a', 'set-cookie': 'b=1, c=2' }, body: Buffer.from('0123'), cut: true },
  })
  await asking.close()
})

test('a compressed body is not touched, a redirect not followed, an error not tried again', async () => {
  await using origin = await httpOrigin((_, response) => {
    response.writeHead(302, { location: '/other', 'content-encoding': 'gzip' }).end('not gzip')
  })
  const asking = client()
  expect(await asking.call(get(origin.url), never)).toMatchObject({
    answer: { status: 302, body: Buffer.from('not gzip') },
  })
  origin.answer((_, response) => response.destroy())
  expect(await asking.call(get(origin.url), never)).toMatchObject({ ok: false, error: 'reset' })
  expect(origin.seen).toHaveLength(2)
  await asking.close()
})

test('a body is sent with its length', async () => {
  await using origin = await httpOrigin()
  const asking = client()
  await asking.call({ ...get(origin.url), method: 'POST', body: '{"a":"é"}' }, never)
  expect(origin.seen[0]?.body.toString()).toBe('{"a":"é"}')
  expect(Object.fromEntries(origin.seen[0]?.headers ?? [])).toMatchObject({ 'content-length': '10' })
  await asking.close()
})

test('what undici refuses to send is about the probe', async () => {
  await using origin = await httpOrigin()
  const asking = client()
  const outcome = await asking.call({ ...get(origin.url), headers: { expect: '100-continue' } }, never)
  expect(outcome).toMatchObject({ ok: false, error: 'probeError' })
  await asking.close()
})

test('a connection that is neither made nor refused can be left, and closing leaves no socket behind', async () => {
  await using deaf = await deafPort()
  const connecting = () => process.getActiveResourcesInfo().filter(name => name === 'ConnectWrap').length
  const before = connecting()
  const asking = client({ reuse: true })
  const leaving = new AbortController()
  const call = asking.call(get(new URL(`http://127.0.0.1:${deaf.port}`)), leaving.signal)
  await expect.poll(connecting).toBe(before + 1)
  leaving.abort(new Error('left'))
  await expect(call).rejects.toThrow('left')
  await asking.close()
  await expect.poll(connecting).toBe(before)
})
