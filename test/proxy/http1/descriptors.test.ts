import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { httpOrigin } from '../../support/origin.js'
import { head, rawClient } from '../../support/raw-client.js'

const PROXY = fileURLToPath(new URL('../../bench/proxy.mjs', import.meta.url))
const LIMIT = 64

test('a proxy that runs out of descriptors lives on, and serves again once there are some', async () => {
  await using origin = await httpOrigin()
  const child = spawn(
    'sh',
    ['-c', `ulimit -n ${LIMIT}; exec "$0" "$@"`, process.execPath, PROXY, '0', origin.url.href, '../../dist'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  try {
    const [line] = await once(child.stdout, 'data')
    const port = Number(new URL(String(line).trim()).port)
    const clients = await Promise.all(Array.from({ length: 2 * LIMIT }, () => rawClient(port)))
    for (const client of clients) await client.send(head('GET /')).catch(() => {})
    await Promise.any(clients.map(client => client.until('HTTP/1.1 ')))
    for (const client of clients) client.socket.destroy()
    const statusAfter = async (): Promise<string> => {
      await using client = await rawClient(port)
      await client.send(head('GET /', 'Connection: close')).catch(() => {})
      await client.ended().catch(() => {})
      return client.text.slice(0, 12)
    }
    await expect.poll(statusAfter, { timeout: 10_000 }).toBe('HTTP/1.1 200')
    expect(child.exitCode).toBeNull()
  } finally {
    child.kill('SIGKILL')
  }
})
