import { expect, test } from 'vitest'
import type { Judgement } from '../../src/core/report.js'
import { decideExit, type Ending } from '../../src/run/exit.js'
import { place } from '../support/journal-factory.js'

const judgement = (parts: Partial<Judgement>): Judgement => ({
  ...{ id: 'usable', title: 'usable', kind: 'slo', phase: 'inject', probe: 'home', measure: 'latency.p95' },
  ...{ verdict: 'pass', severity: 'block', onInconclusive: 'fail', measured: 1, interval: null, limit: '<= 1 s' },
  ...{ samples: 1, effective: null, deff: null, why: '', advice: null, worst: null, examples: [], place: place(1) },
  ...parts,
})

const PASS = judgement({})
const FAIL = judgement({ verdict: 'fail' })
const OPEN = judgement({ verdict: 'inconclusive' })

const ending = (parts: Partial<Ending>): Ending => ({
  ...{ judgements: [PASS], notSteady: false, aborted: false, signal: null, failures: [], faultsGone: true },
  ...parts,
})

test.each<[string, Partial<Ending>, ReturnType<typeof decideExit>]>([
  ['all hold', {}, 'pass'],
  ['one fails', { judgements: [PASS, FAIL, OPEN] }, 'fail'],
  ['one is open', { judgements: [PASS, OPEN] }, 'inconclusive'],
  ['one is skipped', { judgements: [PASS, judgement({ verdict: 'skipped' })] }, 'inconclusive'],
  ['there are none', { judgements: [] }, 'inconclusive'],
  ['one fails that only warns', { judgements: [PASS, judgement({ verdict: 'fail', severity: 'warn' })] }, 'pass'],
  ['one is open that may be', { judgements: [judgement({ verdict: 'inconclusive', onInconclusive: 'warn' })] }, 'pass'],
  ['one fails that may be open', { judgements: [judgement({ verdict: 'fail', onInconclusive: 'pass' })] }, 'fail'],
])('when of the hypotheses %s, the exit is decided by them', (_, parts, exit) => {
  expect(decideExit(ending(parts))).toBe(exit)
})

test.each([
  ['SIGINT', 'sigint'],
  ['SIGTSTP', 'sigint'],
  ['SIGTERM', 'sigterm'],
  ['SIGHUP', 'sighup'],
  ['SIGUSR1', 'aborted'],
] as const)('%s ends a run as %s', (signal, exit) => {
  expect(decideExit(ending({ signal }))).toBe(exit)
})

/** From the weakest to the strongest. */
const LADDER: readonly (readonly [Partial<Ending>, ReturnType<typeof decideExit>])[] = [
  [{ judgements: [OPEN] }, 'inconclusive'],
  [{ judgements: [OPEN, FAIL] }, 'fail'],
  [{ notSteady: true }, 'notSteady'],
  [{ aborted: true }, 'aborted'],
  [{ signal: 'SIGTERM' }, 'sigterm'],
  [{ failures: ['environment'] }, 'environment'],
  [{ failures: ['environment', 'bug'] }, 'bug'],
  [{ faultsGone: false }, 'cleanupFailed'],
  [{ failures: ['usage', 'bug', 'environment'] }, 'usage'],
]

test('each cause beats all that are weaker', () => {
  let all = ending({})
  for (const [parts, exit] of LADDER) {
    all = { ...all, ...parts }
    expect(decideExit(all)).toBe(exit)
  }
})

test('a cleanup that failed is reported even when everything passed', () => {
  expect(decideExit(ending({ failures: ['cleanupFailed'] }))).toBe('cleanupFailed')
  expect(decideExit(ending({ faultsGone: false }))).toBe('cleanupFailed')
})
