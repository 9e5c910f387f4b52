import { expect, test } from 'vitest'
import { serveLoopback } from '../../src/control/loopback-server.js'
import { ask } from '../support/ask.js'

test('a Host that is not this machine with this port is refused before anything else', async () => {
  const server = await serveLoopback({ what: 'test', host: '127.0.0.1', port: 0 }, (_, response) => response.end('in'))
  const { port } = new URL(server.origin)
  const with_ = async (host: string) => (await ask(server.origin, { headers: { host } })).text
  for (const host of ['127.0.0.1', '[::1]', 'LOCALHOST']) expect(await with_(`${host}:${port}`)).toBe('in')
  const wrong = ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '0x7f.1', '2130706433', '0.0.0.0']
  for (const host of wrong) expect(await with_(`${host}:${port}`)).toBe('the Host is not this machine and port\n')
  for (const host of ['127.0.0.1', '127.0.0.1:1', `a@127.0.0.1:${port}`])
    expect(await with_(host)).toContain('the Host is not')
  await server.close()
})

test('it listens on this machine only, and says which port was taken', async () => {
  const open = (host: string, port: number) => serveLoopback({ what: 'test', host, port }, () => undefined)
  await expect(open('0.0.0.0', 0)).rejects.toThrow('test: expected an address of this machine, found "0.0.0.0"')
  const server = await open('::1', 0)
  expect(server.origin).toMatch(/^http:\/\/\[::1\]:\d+$/)
  await expect(open('::1', Number(new URL(server.origin).port))).rejects.toThrow('EADDRINUSE')
  await server.close()
})

test('what it answers is kept by nobody and told to no other page', async () => {
  const server = await serveLoopback({ what: 'test', host: '127.0.0.1', port: 0 }, (_, response) => response.end('in'))
  const { headers } = await ask(server.origin)
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  expect(Object.keys(headers).filter(name => name.startsWith('access-control'))).toEqual([])
  await server.close()
})
