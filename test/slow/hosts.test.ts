import net from 'node:net'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import { openAuthority } from '../../src/proxy/tls/authority.js'
import { whenCalm } from '../support/calm.js'
import { planeProcess } from '../support/plane-process.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const MIB = 1024 ** 2
const HOSTS = 1_000

/** The time from CONNECT to the end of the handshake. */
const shake = (port: number, host: string, secureContext: tls.SecureContext): Promise<number> =>
  new Promise((resolve, reject) => {
    const start = performance.now()
    const socket = net.connect(port, '127.0.0.1').on('error', reject)
    socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    socket.once('data', () => {
      const secure = tls.connect({ socket, servername: host, secureContext }, () => {
        secure.destroy()
        resolve(performance.now() - start)
      })
      secure.on('error', reject)
    })
  })

const setting = async () => {
  const folder = temporaryFolder()
  const { certificate } = await openAuthority({ folder: folder.at('ca'), now: () => new Date() })
  const proxy = await planeProcess(new URL('http://127.0.0.1:1'), {}, folder.at('ca'))
  const context = tls.createSecureContext({ ca: certificate })
  return {
    proxy,
    shake: (host: string) => shake(proxy.port, host, context),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

test('2,000 hosts take the memory of 1,000, no port but the one of the proxy, and no descriptor', async () => {
  await using world = await setting()
  const { proxy } = world
  await world.shake('known.test')
  const first = await proxy.held()
  const after = async (from: number) => {
    for (let host = from; host < from + HOSTS; host++) await world.shake(`h${host}.test`)
    return proxy.held()
  }
  const thousand = await after(0)
  const twice = await after(HOSTS)
  const taken = (thousand.rss - first.rss) / MIB
  const more = (twice.rss - thousand.rss) / MIB
  console.info(`hosts: ${taken.toFixed(0)} MiB for ${HOSTS}, ${more.toFixed(1)} MiB for as many again`)
  expect(taken).toBeLessThan(128)
  expect(more).toBeLessThan(taken / 2)
  for (const { descriptors, listening } of [thousand, twice]) {
    expect(listening).toBe(1)
    // The last connections may be about to close.
    expect(descriptors).toBeLessThanOrEqual(first.descriptors + 2)
  }
})

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

test('the first handshake for a host takes 10 ms more than another, and keeps nobody waiting for 50 ms', async context => {
  await using world = await setting()
  const { proxy } = world
  for (let warm = 0; warm < 50; warm++) await world.shake(`warm${warm}.test`)
  let round = 0
  const { fresh, known, longestMs } = await whenCalm(context, async () => {
    round++
    await proxy.held()
    const [fresh, known]: [number[], number[]] = [[], []]
    for (let host = 0; host < 40; host++) {
      fresh.push(await world.shake(`h${round}-${host}.test`))
      known.push(await world.shake('warm0.test'))
    }
    return { fresh: median(fresh), known: median(known), longestMs: (await proxy.held()).longestMs }
  })
  console.info(
    `handshakes: ${fresh.toFixed(1)} ms new, ${known.toFixed(1)} ms known; ${longestMs.toFixed(0)} ms at a stretch`,
  )
  expect(fresh - known).toBeLessThan(10)
  expect(longestMs).toBeLessThan(50)
})
