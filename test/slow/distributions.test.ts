import http from 'node:http'
import { expect, test } from 'vitest'
import { seeded } from '../../src/core/random.js'
import { openGate } from '../../src/proxy/gate.js'
import { exchangeOf } from '../support/hit.js'
import { httpOrigin } from '../support/origin.js'
import { planeProcess } from '../support/plane-process.js'
import { everyRequest } from '../support/rules.js'
import { faultNamed } from '../support/with-proxy.js'

/** Abramowitz and Stegun 7.1.26, good to 1.5e-7. */
const normal = (z: number): number => {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const terms = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429]
  const tail = terms.reduceRight((sum, term) => (sum + term) * t, 0) * Math.exp(-x * x)
  return z < 0 ? tail / 2 : 1 - tail / 2
}

/** What the options declare: the share of doses at or below so many ms. */
const DECLARED: readonly (readonly [options: Readonly<Record<string, string>>, share: (ms: number) => number])[] = [
  [{ add: '100ms', jitter: '40ms', distribution: 'uniform' }, ms => (ms - 60) / 80],
  [{ add: '100ms', jitter: '20ms', distribution: 'normal' }, ms => normal((ms - 100) / 20)],
  [{ add: '100ms', jitter: '50ms', distribution: 'lognormal' }, ms => normal(Math.log(ms / 100) / Math.log(1.5))],
]

/** The largest distance between what was drawn and what was declared. */
const distance = (values: readonly number[], share: (ms: number) => number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const expected = (value: number) => Math.min(1, Math.max(0, share(value)))
  return Math.max(
    ...sorted.map((value, at) =>
      Math.max((at + 1) / sorted.length - expected(value), expected(value) - at / sorted.length),
    ),
  )
}

/** Below it, 99 of 100 true samples are (Kolmogorov's limit for large n). */
const critical = (n: number): number => 1.628 / Math.sqrt(n)

test.each(DECLARED)('200 doses and 10,000 of %j pass a Kolmogorov-Smirnov test at 1 %%', (options, share) => {
  const fault = faultNamed('latency', options)
  const draw = (n: number) =>
    Array.from({ length: n }, (_, at) => Number(Object(fault.draw(seeded(7).fork('dose', at)).dose).ms))
  for (const n of [200, 10_000]) expect(distance(draw(n), share)).toBeLessThan(critical(n))
})

test.each([0.01, 0.1, 0.3, 0.5, 0.97])('of 10,000 requests a share of %d is hit, within its binomial bounds', share => {
  const n = 10_000
  const sigma = Math.sqrt(n * share * (1 - share))
  for (const seed of [1, 2, 3]) {
    const gate = openGate({ id: 'a', envelope: { ...everyRequest, percent: share } }, 'inject', seeded(seed))
    const hits = Array.from({ length: n }, () => gate.decide(exchangeOf(), 1)).filter(hit => hit !== null).length
    // 3.3 standard deviations: 1 in 1,000.
    expect(Math.abs(hits - n * share)).toBeLessThanOrEqual(3.3 * sigma)
  }
})

test('of 100,000 requests a share of 10 % is hit, within 0.3 points, and the same ones for the same seed', () => {
  const hits = (seed: number) => {
    const gate = openGate({ id: 'a', envelope: { ...everyRequest, percent: 0.1 } }, 'inject', seeded(seed))
    const exchange = exchangeOf()
    return Array.from({ length: 100_000 }, () => (gate.decide(exchange, 1) === null ? '0' : '1')).join('')
  }
  for (const seed of [1, 2, 3, 4, 5]) {
    const share = hits(seed).replaceAll('0', '').length / 1_000
    expect(Math.abs(share - 10)).toBeLessThanOrEqual(0.3)
  }
  expect(hits(1)).toBe(hits(1))
  expect(hits(1)).not.toBe(hits(2))
})

const LONG = { timeout: 120_000 }

/** ms until the reply's head, or what went wrong; on a connection of this agent. */
const ask = (port: number, agent: http.Agent) =>
  new Promise<number | string>(resolve => {
    const sent = performance.now()
    const call = http.get({ port, host: '127.0.0.1', agent }, response => {
      const ms = performance.now() - sent
      response.resume()
      response.on('end', () =>
        resolve(response.statusCode === 200 ? ms : String(response.headers['x-fallacy-error'] ?? response.statusCode)),
      )
    })
    call.on('error', error => resolve(error.message))
  })

const median = (values: readonly (number | string)[]): number =>
  values.map(Number).sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** As many to a proxy without a fault tell how late replies are by themselves. That none fails or is early holds on any machine. */
test(
  'of 1,000 requests a second that are delayed by one none fails or is early, and the middle one is 10 ms late at most',
  LONG,
  async ({ skip }) => {
    await using origin = await httpOrigin((_, response) => response.end('ok'))
    await using slow = await planeProcess(origin.url, { latency: { add: '1s' } })
    await using plain = await planeProcess(origin.url)
    const agent = new http.Agent({ keepAlive: true })
    const start = performance.now()
    const delayed: Promise<number | string>[] = []
    const direct: Promise<number | string>[] = []
    for (let n = 0; n < 4_000; n++) {
      const left = start + n - performance.now()
      // Who is behind time sends at once, but takes what has come first.
      await new Promise(resolve => (left > 0 ? setTimeout(resolve, left) : setImmediate(resolve)))
      delayed.push(ask(slow.port, agent))
      direct.push(ask(plain.port, agent))
    }
    const seconds = (performance.now() - start) / 1_000
    const [times, others] = [await Promise.all(delayed), await Promise.all(direct)]
    agent.destroy()
    expect([...times, ...others].filter(one => typeof one === 'string')).toEqual([])
    expect(Math.min(...times.map(Number))).toBeGreaterThanOrEqual(1_000)
    // The first second opens a thousand connections; after it a thousand are held at each moment.
    const beside = median(others.slice(1_000))
    const late = median(times.slice(1_000)) - beside - 1_000
    console.info(`1,000 delayed at once: ${late.toFixed(1)} ms late beside ${beside.toFixed(1)} ms`)
    if (seconds > 5) return skip(`this machine sent ${Math.round(4_000 / seconds)} a second where 1,000 were wanted`)
    expect(late).toBeLessThanOrEqual(10)
  },
)
