import { existsSync, readFileSync } from 'node:fs'
import net from 'node:net'
import { expect, test } from 'vitest'
import { UserError } from '../../src/core/problem.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { withProxy } from '../support/with-proxy.js'

const CLOSE = 'Connection: close'

const spec = (host: string, port: number, upstream = 'http://127.0.0.1:9', id = 'other') => ({
  ...{ id, listen: { host, port }, upstream: new URL(upstream), routes: [] },
})

/** What `listen` is refused with. */
const refusal = async (refused: Promise<unknown>): Promise<UserError> => {
  const error = await refused.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(error instanceof UserError)) throw new Error(`expected a UserError, found ${String(error)}`)
  return error
}

test('CONNECT is refused with 405 and reaches nobody', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const { text } = await talkRaw(proxy.port, head(`CONNECT 127.0.0.1:${origin.port}`))
  expect(text).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/)
  expect(origin.accepted).toBe(0)
})

test('a request in absolute-form goes to the own upstream only', async () => {
  await using origin = await httpOrigin()
  await using elsewhere = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  await talkRaw(proxy.port, head(`GET http://127.0.0.1:${elsewhere.port}/a?b`, CLOSE))
  expect(elsewhere.accepted).toBe(0)
  expect(origin.seen[0]?.target).toBe('/a?b')
})

test.each(['GET / HTTP/1.1\r\nBad Name: x\r\n\r\n', 'nonsense\r\n\r\n', head('GET /', 'Content-Length: x')])(
  '%j is a 400 and reaches nobody',
  async bytes => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    const { text } = await talkRaw(proxy.port, bytes)
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(origin.seen).toHaveLength(0)
  },
)

test('a head beyond all measure is a 431', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const { text } = await talkRaw(proxy.port, head('GET /', `X: ${'x'.repeat(300 * 1024)}`))
  expect(text).toMatch(/^HTTP\/1\.1 431 /)
})

test('a port in use is named, with the process that holds it', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const error = await refusal(proxy.plane.listen(spec('127.0.0.1', proxy.port)))
  const holder = process.platform === 'linux' ? ` by process ${process.pid}` : ''
  expect(error.message).toBe(`address 127.0.0.1:${proxy.port} is in use${holder}`)
  expect(error.exit).toBe('environment')
})

test.each(['0.0.0.0', '::', '192.0.2.1', '10.0.0.1'])('listening on %s, for others to use, is refused', async host => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const error = await refusal(proxy.plane.listen(spec(host, 0)))
  expect(error.message).toContain(`would listen on ${host}`)
})

test('the proxy listens on its own address alone', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  await expect(rawClient(proxy.port, '127.0.0.2')).rejects.toThrow('ECONNREFUSED')
})

test.each(['127.0.0.1', 'localhost', '127.1', '[::ffff:127.0.0.1]', '2130706433'])(
  'an upstream that is a listener of ours, spelt %s, is refused',
  async host => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    const error = await refusal(proxy.plane.listen(spec('127.0.0.1', 0, `http://${host}:${proxy.port}`)))
    expect(error.message).toContain('a listener of this run')
  },
)

test('a listener that would be the upstream of an earlier proxy is refused', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  await origin.stop()
  const error = await refusal(proxy.plane.listen(spec('127.0.0.1', origin.port)))
  expect(error.message).toContain('proxy payments would be its own upstream')
})

test('[::1] is bound where the machine has it', async context => {
  const able = await new Promise(resolve => {
    const server = net.createServer().once('error', () => resolve(false))
    server.listen(0, '::1', () => server.close(() => resolve(true)))
  })
  if (able !== true) return context.skip('this machine has no [::1]')
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const listening = await proxy.plane.listen(spec('::1', 0, origin.url.href))
  expect(listening.url).toBe(`http://[::1]:${listening.port}`)
  expect((await fetch(listening.url)).status).toBe(200)
})

const TABLE = '/proc/net/tcp'
const LIMIT = '/proc/sys/net/core/somaxconn'
const isRoomy = existsSync(TABLE) && Number(readFileSync(LIMIT, 'utf8')) >= 600

test.runIf(isRoomy)(
  '600 connections of one moment are all taken up at once: none is left to try again in a second',
  async () => {
    await using proxy = await withProxy({ upstream: new URL('http://127.0.0.1:9') })
    const sockets = Array.from({ length: 600 }, () => net.connect(proxy.port, '127.0.0.1'))
    // They are dialled in the next tick, before the event loop takes any of them.
    await new Promise<void>(resolve => process.nextTick(resolve))
    const port = proxy.port.toString(16).toUpperCase().padStart(4, '0')
    const dialled = readFileSync(TABLE, 'utf8')
      .split('\n')
      .filter(line => line.trim().split(/\s+/)[2]?.endsWith(`:${port}`))
    const states = dialled.map(line => line.trim().split(/\s+/)[3])
    for (const socket of sockets) socket.destroy()
    expect(states.length).toBeGreaterThanOrEqual(600)
    expect(states).not.toContain('02')
  },
)
