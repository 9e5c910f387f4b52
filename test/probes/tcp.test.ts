import { expect, test } from 'vitest'
import { tcp } from '../../src/probes/tcp.js'
import { freePorts } from '../../src/run/ports.js'
import { sampleOnce } from '../support/open-probe.js'
import { rawOrigin } from '../support/origin.js'

test('a port that accepts is a good sample, and the connection is closed again', async () => {
  await using origin = await rawOrigin(async peer => peer.send('220 hello\r\n'))
  expect(await sampleOnce(tcp, { host: '127.0.0.1', port: origin.port })).toEqual({
    ok: true,
    latencyMs: expect.any(Number),
  })
  await expect.poll(() => origin.peers[0]?.ending).not.toBe('open')
})

test('a port that refuses is connect', async () => {
  const [port] = await freePorts(1)
  expect(await sampleOnce(tcp, { host: '127.0.0.1', port })).toMatchObject({ ok: false, error: 'connect' })
})

test('its host is one that safety must allow', () => {
  const urlsOf = (host: string) => {
    const bound = tcp.bind({ host, port: 5432 })
    return bound.ok ? bound.value.urls.map(url => new URL(url).hostname) : []
  }
  expect(urlsOf('db.internal')).toEqual(['db.internal'])
  expect(urlsOf('::1')).toEqual(['[::1]'])
  expect(urlsOf('127.1')).toEqual(['127.0.0.1'])
})

test.each([{ host: '127.0.0.1' }, { host: '', port: 1 }, { host: 'a', port: 0 }, { host: 'a', port: 65_536 }])(
  '%j is refused',
  options => {
    expect(tcp.bind(options).ok).toBe(false)
  },
)
