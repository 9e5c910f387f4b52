import http from 'node:http'
import { expect, test } from 'vitest'
import { whenCalm } from '../support/calm.js'
import { download, mostWithin } from '../support/download.js'
import { httpOrigin } from '../support/origin.js'
import { downloads, POURING, readersOf } from '../support/pour.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const sends = (bytes: number) => (_: unknown, response: http.ServerResponse) => {
  response.setHeader('Content-Length', bytes)
  response.end(Buffer.alloc(bytes, 'x'))
}

/** Opens requests to each path in turn at a steady rate, whatever becomes of the earlier ones; ms to the reply's head. */
const openLoop = async (url: string, paths: readonly string[], count: number, perSecond: number) => {
  const agent = new http.Agent({ keepAlive: true })
  const times = new Map(paths.map(path => [path, [] as number[]]))
  const start = performance.now()
  const head = (path: string) =>
    new Promise<void>((resolve, reject) => {
      const sent = performance.now()
      const call = http.get(`${url}${path}`, { agent }, response => {
        times.get(path)?.push(performance.now() - sent)
        response.resume()
        response.on('end', resolve)
      })
      call.on('error', reject)
    })
  const heads: Promise<void>[] = []
  for (let n = 0; n < count; n++) {
    const left = start + (n * 1_000) / perSecond - performance.now()
    if (left > 0) await new Promise(resolve => setTimeout(resolve, left))
    heads.push(head(paths[n % paths.length] ?? '/'))
  }
  await Promise.all(heads)
  agent.destroy()
  return (path: string) => (times.get(path) ?? []).sort((a, b) => a - b)
}
const median = (sorted: readonly number[]) => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN

const LONG = { timeout: 120_000 }

test('100 ms among 200 requests a second are never early and at most 2 ms late in the middle', LONG, async context => {
  await using origin = await httpOrigin((_, response) => response.end('ok'))
  const routes = [{ id: 'slow', method: null, path: '/slow', host: null, headers: {} }]
  await using proxy = await withProxy({ upstream: origin.url, routes })
  await openLoop(proxy.url, ['/plain'], 300, 200)
  proxy.inject(faultNamed('latency', { add: '100ms' }), { target: 'payments/slow' })
  const { slow, plain } = await whenCalm(context, async () => {
    const times = await openLoop(proxy.url, ['/slow', '/plain'], 1_200, 200)
    expect(times('/slow')[0]).toBeGreaterThanOrEqual(100)
    return { slow: times('/slow'), plain: times('/plain') }
  })
  expect(slow.length).toBe(600)
  expect(median(slow) - median(plain) - 100).toBeLessThanOrEqual(2)
})

/** One download at this rate of what takes it `seconds`. */
const paced = async (rate: string, perSecond: number, seconds: number) => {
  await using origin = await httpOrigin(sends(perSecond * seconds))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('bandwidth', { rate, direction: 'down' }))
  const seen = await download(proxy.url)
  expect(seen.bytes).toBe(perSecond * seconds)
  expect(seen.ms).toBeGreaterThanOrEqual(980 * seconds)
  return seen
}

test('1 MB/s over 5 MB is within 2 %, and no 100 ms see more than 1.25 times of it', LONG, async context => {
  const { ms, arrivals } = await whenCalm(context, () => paced('1MB/s', 1_000_000, 5))
  expect(Math.abs(ms - 5_000)).toBeLessThanOrEqual(100)
  expect(mostWithin(arrivals, 100)).toBeLessThanOrEqual(125_000)
})

test.for([
  ['64KiB/s', 65_536],
  ['200kB/s', 200_000],
  ['8MiB/s', 8 * 1024 ** 2],
] as const)('%s is held within 2 percent over 2 s', LONG, async ([rate, perSecond], context) => {
  const { ms } = await whenCalm(context, () => paced(rate, perSecond, 2))
  expect(Math.abs(ms - 2_000)).toBeLessThanOrEqual(40)
})

const shared = async (protocol: 'http1' | 'http2' | 'tcp') => {
  await using origin = await POURING[protocol](200_000)
  const spec = protocol === 'http2' ? ({ protocol: 'h2c' } as const) : {}
  await using proxy = await withProxy({ upstream: new URL(origin.url.href.replace('h2c:', 'http:')), spec })
  proxy.inject(faultNamed('bandwidth', { rate: '600kB/s', direction: 'down', scope: 'proxy' }))
  using readers = readersOf(protocol, proxy.port, 6)
  return await downloads(readers)
}

test.for([
  ['connections of HTTP/1.1', 'http1'],
  ['streams of HTTP/2', 'http2'],
  ['connections of TCP', 'tcp'],
] as const)('six %s that share 600 kB/s get the same, and 600 kB/s together', LONG, async ([, protocol], context) => {
  const all = await whenCalm(context, () => shared(protocol))
  const arrivals = all.flatMap(({ arrivals }) => arrivals).sort((a, b) => a.at - b.at)
  const [first, last] = [arrivals[0]?.at ?? 0, arrivals.at(-1)?.at ?? 0]
  expect(Math.abs(last - first - 2_000)).toBeLessThanOrEqual(40)
  expect(Math.min(...all.map(({ ms }) => ms - first))).toBeGreaterThan(1_800)
  expect(mostWithin(arrivals, 100)).toBeLessThanOrEqual(1.25 * 60_000)
})
