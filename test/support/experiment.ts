import type { Plan } from '../../src/core/plan.js'
import type { BoundProbe } from '../../src/core/probe.js'
import type { Experiment, Foreseen, LoadSpec, ProbeSpec, ServiceSpec } from '../../src/experiment/experiment.js'
import { FILE, planOf, SOURCE } from './journal-factory.js'
import { redactionOf } from './redaction.js'

/** A probe that is only looked at, never opened. */
export const probeOf = (parts: Partial<BoundProbe> = {}): BoundProbe => ({
  name: 'http',
  kind: 'active',
  target: null,
  urls: ['http://127.0.0.1:3000/'],
  command: null,
  hasValue: false,
  open: () => ({ kind: 'active', sample: async () => ({ ok: true, latencyMs: 1 }) }),
  ...parts,
})

export const loadOf = (parts: Partial<LoadSpec> = {}): LoadSpec => ({
  id: 'shoppers',
  baseUrl: 'http://127.0.0.1:9001',
  perSecond: 20,
  maxInFlight: 200,
  arrivals: 'constant',
  timeoutMs: 1_000,
  headers: {},
  requests: [],
  phases: null,
  ...parts,
})

export const serviceOf = (parts: Partial<ServiceSpec> = {}): ServiceSpec => ({
  id: 'checkout',
  command: ['node', 'server.js'],
  cwd: '/',
  env: {},
  ready: null,
  stop: { signal: 'SIGTERM', graceMs: 10_000 },
  onExit: 'abort',
  log: 'failures',
  dependsOn: [],
  ...parts,
})

interface Parts {
  readonly plan?: Partial<Plan>
  readonly load?: (urlOf: (proxy: string) => string) => readonly LoadSpec[]
  readonly probes?: readonly ProbeSpec[]
  readonly services?: readonly ServiceSpec[]
}

const foreseenOf = ({ proxies }: Plan, { load, ...late }: Required<Omit<Parts, 'plan'>>): Foreseen => {
  const host = '127.0.0.1'
  const addresses = new Map(proxies.map(({ id }, at) => [id, { url: `http://${host}:${1 + at}`, host, port: 1 + at }]))
  return { ...late, addresses, load: load(proxy => addresses.get(proxy)?.url ?? '') }
}

/** A checked experiment that never went through a file. */
export const experimentOf = ({ plan = {}, load = () => [], probes = [], services = [] }: Parts = {}): Experiment => ({
  foreseen: foreseenOf(planOf(plan), { services, probes, load }),
  file: FILE,
  folder: '/',
  source: SOURCE,
  plan: planOf(plan),
  seed: null,
  proxies: planOf(plan).proxies.map(({ id, upstream }) => ({
    ...{ mode: 'reverse' as const, id, upstream: new URL(upstream), routes: [] },
    listen: { host: '127.0.0.1', port: 0 },
  })),
  rules: [],
  matrix: null,
  keys: [],
  cohorts: null,
  safety: {
    ...{ allowHosts: [], denyHosts: [], maxDurationMs: 1e6, faultTtlMs: 15_000, maxAffected: 1, confirm: 'auto' },
    ...{ lock: null, windows: null, stopFile: null, onSignal: { first: 'abortAndVerify', second: 'abortNow' } },
  },
  hooks: { before: [], cleanup: [] },
  report: { dir: 'fallacy-report', formats: ['json'], junitFile: 'junit.xml', redact: redactionOf() },
  gameDay: null,
  reporters: [],
  secrets: [],
  warnings: [],
  settle: listening => ({ services, probes, load: load(proxy => listening.get(proxy)?.url ?? '') }),
})
