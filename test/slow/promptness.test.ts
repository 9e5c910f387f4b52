import { statSync } from 'node:fs'
import http from 'node:http'
import { expect, test } from 'vitest'
import { switchFile } from '../../src/run/kill-switch.js'
import { fallacy } from '../support/cli.js'
import { httpOrigin } from '../support/origin.js'
import { underWay } from '../support/under-way.js'

const RUNS = 7
const experiment = (upstream: URL, phase: string) => `version: 1
name: prompt
proxies:
  shop: {upstream: "${upstream.origin}"}
faults:
  slow: {target: shop, latency: {add: 60s}}
phases:
  - ${phase}
report: {formats: [json]}
`
const HOLDING = '{name: inject, kind: inject, duration: 60s, faults: [slow]}'
const PASSING = '{name: baseline, kind: baseline, duration: 60s}'

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const tell = (what: string, values: readonly number[]): number => {
  const middle = median(values)
  console.log(`${what}: median ${middle.toFixed(1)} ms of ${values.map(value => value.toFixed(1)).join(', ')}`)
  return middle
}

const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

/** The status of the reply, when it has come; 0 where there is none. */
const ask = (port: number) =>
  new Promise<number>(resolve => {
    const request = http.get({ host: '127.0.0.1', port, agent: false }, response => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    request.on('error', () => resolve(0))
  })

type Run = Awaited<ReturnType<typeof underWay>>

interface Release {
  readonly ms: number
  /** 0 where the connection was closed without a reply. */
  readonly status: number
}

/** All are released in time, and what was held is served: the run drains. */
const judge = (what: string, releases: readonly Release[]): void => {
  const middle = tell(
    what,
    releases.map(({ ms }) => ms),
  )
  console.log(`${what}: replies ${releases.map(({ status }) => status).join(', ')}`)
  expect(middle).toBeLessThanOrEqual(50)
  expect(releases.map(({ status }) => status)).toEqual(releases.map(() => 200))
}

/** How long after `stop` has given its moment (by the wall clock) the reply to a held request came. */
const releasedAfter = async (stop: (run: Run) => Promise<() => number>): Promise<Release> => {
  await using origin = await httpOrigin()
  await using run = await underWay(experiment(origin.url, HOLDING), /slow on/)
  let replied = 0
  const reply = ask(run.port).then(status => {
    replied = performance.timeOrigin + performance.now()
    return status
  })
  await pause(150)
  expect(replied).toBe(0)
  const moment = await stop(run)
  const status = await reply
  await run.ended
  return { ms: replied - moment(), status }
}

test.each(['SIGINT', 'SIGTERM', 'SIGUSR1'] as const)(
  'after %s a request that a fault holds is released within 50 ms',
  async signal => {
    const releases: Release[] = []
    for (let time = 0; time < RUNS; time++)
      releases.push(
        await releasedAfter(async ({ child }) => {
          const sent = performance.timeOrigin + performance.now()
          child.kill(signal)
          return () => sent
        }),
      )
    judge(`released after ${signal}`, releases)
  },
  60_000,
)

test('once fallacy stop has written its file, a request that a fault holds is released within 50 ms', async () => {
  const releases: Release[] = []
  for (let time = 0; time < RUNS; time++)
    releases.push(
      await releasedAfter(async ({ env }) => {
        expect(await fallacy(['stop'], { env })).toMatchObject({ code: 0 })
        const written = statSync(switchFile(env.FALLACY_STATE_DIR)).mtimeMs
        return () => written
      }),
    )
  judge('released after fallacy stop has written', releases)
}, 90_000)

test('an upstream that is down is answered for by 502 within 300 ms, one that is back is served within 250 ms', async () => {
  await using origin = await httpOrigin()
  await using run = await underWay(experiment(origin.url, PASSING), /baseline/)
  const [down, back]: [number[], number[]] = [[], []]
  for (let time = 0; time < RUNS; time++) {
    expect(await ask(run.port)).toBe(200)
    await origin.stop()
    const gone = performance.now()
    expect(await ask(run.port)).toBe(502)
    down.push(performance.now() - gone)
    await origin.restart()
    const returned = performance.now()
    while ((await ask(run.port)) !== 200) await pause(2)
    back.push(performance.now() - returned)
  }
  expect(tell('502 for an upstream that is down', down)).toBeLessThanOrEqual(300)
  expect(tell('served by an upstream that is back', back)).toBeLessThanOrEqual(250)
}, 60_000)
