import net from 'node:net'
import { expect, test } from 'vitest'
import { freePorts } from '../../src/run/ports.js'

test('ports are different and can be listened on', async () => {
  const ports = await freePorts(5)
  expect(new Set(ports).size).toBe(5)
  for (const port of ports) {
    const server = net.createServer()
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
    await new Promise(resolve => server.close(resolve))
  }
})

test('no ports are asked for, none are given', async () => {
  expect(await freePorts(0)).toEqual([])
})

test('ports lie where no outgoing connection and nobody else who asks for any port can take them', async () => {
  for (const port of await freePorts(20)) expect(port).toBeLessThan(32_768)
})

test('a port that somebody listens on is passed over', async () => {
  const [port = 0, next] = await freePorts(2, 100)
  const server = net.createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  expect(await freePorts(1, 100)).toEqual([next])
  await new Promise(resolve => server.close(resolve))
})
