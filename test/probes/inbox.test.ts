import net from 'node:net'
import { expect, test } from 'vitest'
import type { Sample } from '../../src/core/probe.js'
import { inbox } from '../../src/probes/inbox.js'
import { openProbe } from '../support/open-probe.js'

const freePort = async (): Promise<number> => {
  const server = net.createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

const opened = async (options: object) => {
  const listen = `127.0.0.1:${await freePort()}`
  const prober = openProbe(inbox, { listen, path: '/alerts', ...options })
  if (prober.kind !== 'listening') throw new Error('it does not listen')
  const samples: Sample[] = []
  await prober.listen(sample => samples.push(sample))
  const post = async (path: string, body: unknown, method = 'POST') => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return (await fetch(`http://${listen}${path}`, { method, ...(method === 'GET' ? {} : { body: text }) })).status
  }
  return { samples, post, listen, [Symbol.asyncDispose]: () => prober.close() }
}

test('each message to its path is a sample, and others are none', async () => {
  await using box = await opened({})
  expect(await box.post('/alerts?x=1', 'anything')).toBe(204)
  expect(await box.post('/other', 'anything')).toBe(404)
  expect(await box.post('/alerts', '', 'GET')).toBe(405)
  expect(await box.post('/alerts', 'x'.repeat(1024 ** 2 + 1))).toBe(413)
  expect(box.samples).toMatchObject([{ ok: true, value: 1 }])
})

test('what is counted in a message is its value; a message without any is none', async () => {
  await using box = await opened({ count: { json: '$.alerts[?(@.labels.name=="Slow")]' } })
  const alert = (name: string) => ({ labels: { name } })
  expect(await box.post('/alerts', { alerts: [alert('Slow'), alert('Down'), alert('Slow')] })).toBe(204)
  expect(await box.post('/alerts', { alerts: [alert('Down')] })).toBe(204)
  expect(await box.post('/alerts', 'no json')).toBe(400)
  expect(box.samples.map(({ value }) => value)).toEqual([2])
})

test('an address in use is told as such, and one of another machine is refused', async () => {
  await using box = await opened({})
  const second = openProbe(inbox, { listen: box.listen, path: '/' })
  if (second.kind !== 'listening') throw new Error('it does not listen')
  await expect(second.listen(() => {})).rejects.toMatchObject({ exit: 'environment' })
  expect(inbox.bind({ listen: '0.0.0.0:80', path: '/' })).toMatchObject({ ok: false })
})
