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
