import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { reporters } from '../../src/reporters/index.js'
import { readJournal } from '../../src/run/read-journal.js'
import { buildReport } from '../../src/run/report.js'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { answering } from '../support/small-experiment.js'

/** Seconds of the whole run; FALLACY_LONG_RUN_S=60 is the shorter form. */
const SECONDS = Number(process.env.FALLACY_LONG_RUN_S ?? 600)
const RATE = 200
const MOST_BYTES = 200 * 1_000 * 1_000
const RENDER_MS = 5_000

const share = (part: number): string => `${Math.round(SECONDS * part)}s`
const written = reporters.filter(({ file }) => file !== null).map(({ name }) => name)

const experiment = (upstream: string) => `version: 1
name: long
proxies:
  shop: {upstream: "${upstream}", routes: {order: {method: POST, path: /orders}}}
faults:
  slow: {target: shop, percent: 10%, latency: {add: 20ms}}
  broken: {target: shop/order, percent: 2%, respond: {status: 503}}
phases:
  - {name: baseline, duration: ${share(0.1)}}
  - {name: inject, duration: ${share(0.8)}, faults: [slow, broken]}
  - {name: recover, duration: ${share(0.1)}}
load:
  users:
    baseUrl: "\${proxies.shop.url}"
    rate: ${RATE}/s
    maxInFlight: 50
    requests: [{weight: 9, get: /cart}, {post: /orders, json: {sku: A1}}]
probes:
  home: {type: http, url: "\${proxies.shop.url}/home", every: 200ms}
  shop: {type: traffic, target: shop}
hypotheses:
  - {id: usable, probe: shop, measure: latency.p95, max: 2s}
  - {id: few-errors, probe: shop, measure: errorRate, max: 5%}
  - {id: alive, kind: always, probe: home, maxConsecutiveFailures: 5, phases: [baseline, inject, recover]}
  - {id: back, kind: recovery, probe: home, measure: errorRate, max: 10%, within: ${share(0.02)}}
safety: {maxDuration: 20m}
report: {formats: [${written.join(', ')}]}
`

/** Resident bytes of a process of this machine; null once it is gone. */
const residentOf = (pid: number): number | null => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
  } catch {
    return null
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const inMb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`

test(
  `${SECONDS} s at ${RATE} requests/s with every reporter: a journal below 200 MB, flat memory, a report within 5 s`,
  async () => {
    using origin = await answering()
    using folder = temporaryFolder({ 'x.yaml': experiment(origin.url) })
    const resident: number[] = []
    let timer: NodeJS.Timeout | undefined
    const run = await fallacy(['run', 'x.yaml', '--out', 'prometheus=numbers.prom', '--out', 'ndjson=numbers.ndjson'], {
      cwd: folder.path,
      timeoutMs: (SECONDS + 120) * 1_000,
      started: ({ pid = 0 }) => {
        timer = setInterval(() => resident.push(residentOf(pid) ?? Number.NaN), 1_000)
      },
    })
    clearInterval(timer)
    expect(run.code, run.stdout + run.stderr).toBe(0)

    const latest = join(folder.path, 'fallacy-report/latest')
    const journal = join(latest, 'events.ndjson')
    const bytes = statSync(journal).size
    const tenth = Math.floor(SECONDS / 10)
    const during = (from: number) => median(resident.slice(from * tenth, (from + 1) * tenth))
    const [early, late] = [during(2), during(8)]

    const [wall, cpu] = [performance.now(), process.cpuUsage()]
    const report = buildReport(readJournal(journal))
    for (const { render } of reporters) render(report)
    const used = process.cpuUsage(cpu)
    const cpuMs = (used.user + used.system) / 1_000

    const { sent = 0, dropped = 0 } = report.load[0] ?? {}
    const [peak, sizes] = [
      Math.max(...resident.filter(Number.isFinite)),
      readdirSync(latest).map(name => `${name} ${inMb(statSync(join(latest, name)).size)}`),
    ]
    console.info(
      `${sent} requests, ${dropped} dropped; journal ${inMb(bytes)}; resident ${inMb(early)}, then ${inMb(late)}, at most ${inMb(peak)}`,
    )
    console.info(
      `report: ${cpuMs.toFixed(0)} ms of CPU, ${(performance.now() - wall).toFixed(0)} ms; ${sizes.join(', ')}`,
    )
    expect(sent + dropped).toBeGreaterThan(SECONDS * RATE * 0.98)
    expect(dropped).toBeLessThan(sent / 5)
    expect(bytes).toBeLessThan(MOST_BYTES)
    expect(late / early).toBeLessThan(1.2)
    expect(cpuMs).toBeLessThan(RENDER_MS)
  },
  (SECONDS + 240) * 1_000,
)
