import { expect, test } from 'vitest'
import { manualClock } from '../../support/manual-clock.js'
import { httpOrigin } from '../../support/origin.js'
import { head, rawClient } from '../../support/raw-client.js'
import { eventually, withProxy } from '../../support/with-proxy.js'

const opened = (count: number) => (origin: { readonly accepted: number }) => origin.accepted >= count

test('a head that is not whole after a minute is refused with 408', async () => {
  const clock = manualClock()
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url, clock })
  await using client = await rawClient(proxy.port)
  await client.send('GET / HTTP/1.1\r\nHost: a\r\n')
  await clock.advance(58_000)
  expect(client.ending).toBe('open')
  await clock.advance(4_000)
  expect(await client.ended()).toBe('fin')
  expect(client.text).toMatch(/^HTTP\/1\.1 408 /)
})

test('an idle connection stays for ten minutes, and then ends without a word', async () => {
  const clock = manualClock()
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url, clock })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await client.until(/ok$/)
  client.take()
  await clock.advance(590_000)
  expect(client.ending).toBe('open')
  await clock.advance(15_000)
  expect(await client.ended()).toBe('fin')
  expect(client.text).toBe('')
})

test('an exchange has no limit of ours', async () => {
  const clock = manualClock()
  await using origin = await httpOrigin((request, response) => {
    if (request.url !== '/hangs') response.end('ok')
  })
  await using proxy = await withProxy({ upstream: origin.url, clock })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /hangs'))
  await eventually(() => origin, opened(1))
  await clock.advance(3_600_000)
  expect(client.ending).toBe('open')
})

test('an upstream connection that has been idle for four seconds is for requests only that may go twice', async () => {
  const clock = manualClock()
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url, clock })
  await using client = await rawClient(proxy.port)
  const ask = async (method: string) => {
    await client.send(head(`${method} /`, 'Content-Length: 0'))
    await client.until(/ok$/)
    client.take()
    return origin.accepted
  }
  await ask('GET')
  await clock.advance(3_000)
  expect(await ask('POST')).toBe(1)
  await clock.advance(5_000)
  expect(await ask('GET')).toBe(1)
  await clock.advance(5_000)
  expect(await ask('POST')).toBe(2)
})

test('an upstream connection that has been idle for a minute is closed', async () => {
  const clock = manualClock()
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url, clock })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await client.until(/ok$/)
  await clock.advance(62_000)
  await eventually(
    () => origin.open,
    open => open === 0,
  )
})
