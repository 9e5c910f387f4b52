import { expect, test } from 'vitest'
import type { Protocol } from '../../src/core/exchange.js'
import type { Json } from '../../src/core/json.js'
import { planeProcess } from '../support/plane-process.js'
import { POURING, readAt } from '../support/pour.js'
import { STREAMED } from '../support/streamed.js'
import { faultNamed } from '../support/with-proxy.js'

const PROTOCOLS: readonly Protocol[] = ['http1', 'http2', 'websocket', 'tcp']

const SIZE = 1_000_000_000
const SECONDS = 60
/** Bytes a second, so that six at once leave a small machine time. */
const RATE = 8_000_000
const EVERY_S = 4
const MIB = 1024 ** 2
/** So many proxies at a time, each in a process of its own. */
const AT_ONCE = 6

interface Row {
  readonly protocol: Protocol
  readonly name: string
  readonly options: Json
}

/** Each fault that streams on each protocol that it claims. */
const ROWS: readonly Row[] = [
  ...PROTOCOLS.flatMap(protocol =>
    Object.entries(STREAMED)
      .filter(([name, options]) => faultNamed(name, options).protocols.includes(protocol))
      .map(([name, options]) => ({ protocol, name, options })),
  ),
  { protocol: 'websocket', name: 'message', options: { action: 'reorder' } },
]

/** MiB that a proxy with this fault uses every few seconds while a long body passes through it. */
const watch = async (upstream: URL, { protocol, name, options }: Row) => {
  await using proxy = await planeProcess(upstream, { [name]: options })
  let over = false
  const reading = readAt(protocol, proxy.port, RATE, SECONDS).finally(() => {
    over = true
  })
  const [rss, live]: [number[], number[]] = [[], []]
  while (!over) {
    await Promise.race([reading, new Promise(resolve => setTimeout(resolve, EVERY_S * 1_000))])
    const held = await proxy.held()
    rss.push(held.rss / MIB)
    live.push(held.live / MIB)
  }
  return { name: `${name} on ${protocol}`, bytes: await reading, rss, live }
}

const shown = (values: readonly number[]) => values.map(Math.round).join(' ')
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const LONG = { timeout: 1_200_000 }

test('while a body of 1 GB is read for a minute through each fault that streams, no memory grows', LONG, async () => {
  for (let at = 0; at < ROWS.length; at += AT_ONCE) {
    const all = await Promise.all(
      ROWS.slice(at, at + AT_ONCE).map(async row => {
        await using origin = await POURING[row.protocol](SIZE)
        return await watch(origin.url, row)
      }),
    )
    for (const { name, bytes, rss, live } of all)
      console.info(`${name}: ${Math.round(bytes / 1e6)} MB; MiB live ${shown(live)}, resident ${shown(rss)}`)
    for (const { name, bytes, rss, live } of all) {
      expect(bytes, name).toBeGreaterThan((RATE * SECONDS) / 20)
      const third = Math.floor(rss.length / 3)
      expect(mean(rss.slice(-third)) - mean(rss.slice(third, -third)), `growth under ${name}`).toBeLessThan(24)
      expect(Math.max(...live), `held under ${name}`).toBeLessThan(64)
      expect(Math.max(...rss), `resident under ${name}`).toBeLessThan(160)
    }
  }
})
