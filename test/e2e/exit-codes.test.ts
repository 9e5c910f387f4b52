// Over 150 lines: one table of exit codes, and which wins over which.
import type { ChildProcess } from 'node:child_process'
import { test as alone, expect } from 'vitest'
import { EXIT, type ExitName } from '../../src/core/problem.js'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { BREAKING_MODULE } from '../support/plugin-modules.js'
import { answering } from '../support/small-experiment.js'

/** Runs wait more than they work. */
const test = alone.concurrent

const KEPT = '60s'
const BROKEN = '0.001ms'

/** A run that passes. `needs` are the samples of one hypothesis, `breaks` is a bug when all is over. */
const WELL = {
  limit: KEPT,
  gate: false,
  halt: KEPT,
  for: '30s',
  needs: 3,
  before: 0,
  cleanup: 0,
  breaks: false,
} as const
/** One hypothesis fails, another cannot be decided. */
const UNWELL = { ...WELL, limit: BROKEN, needs: 100_000 } as const

/** What each run has besides what is well: trouble of the weaker ones too, so that the stronger one must win. */
const ROWS = {
  pass: { ...WELL, exit: 'pass' },
  open: { ...WELL, for: '1ms', exit: 'inconclusive' },
  failed: { ...UNWELL, exit: 'fail' },
  unsteady: { ...UNWELL, gate: true, exit: 'notSteady' },
  aborted: { ...UNWELL, halt: BROKEN, exit: 'aborted' },
  unready: { ...UNWELL, before: 1, exit: 'environment' },
  unsteadyBug: { ...UNWELL, gate: true, breaks: true, exit: 'bug' },
  abortedBug: { ...UNWELL, halt: BROKEN, breaks: true, exit: 'bug' },
  abortedLeft: { ...UNWELL, halt: BROKEN, cleanup: 1, exit: 'cleanupFailed' },
  unreadyLeft: { ...UNWELL, before: 1, cleanup: 1, exit: 'cleanupFailed' },
  unsteadyBugLeft: { ...UNWELL, gate: true, breaks: true, cleanup: 1, exit: 'cleanupFailed' },
} as const

/** Runs that a person stops. */
const STOPPED = {
  stopped: { ...UNWELL, exit: 'sigint' },
  stoppedBug: { ...UNWELL, breaks: true, exit: 'bug' },
  stoppedLeft: { ...UNWELL, breaks: true, cleanup: 1, exit: 'cleanupFailed' },
} as const

interface Row extends Readonly<Record<keyof typeof WELL, string | number | boolean>> {
  readonly exit: ExitName
}
type Rows = Readonly<Record<string, Row>>

/** Every row as a cell of a matrix, with its name. */
const cellsOf = (rows: Rows) => Object.entries(rows).map(([row, { exit, ...values }]) => ({ row, ...values }))

/** Those of the first cell. */
const axesOf = (rows: Rows) =>
  Object.fromEntries(Object.entries(cellsOf(rows)[0] ?? {}).map(([axis, value]) => [axis, [value]]))

/** One run for each row, all at the same time. A phase ends as soon as there is enough to judge, however slow all is. */
const experiment = (upstream: string, rows: Rows, baseline = '30s, until: minSamples') => `version: 1
name: rows
use: [./breaks.js]
matrix:
  axes: ${JSON.stringify(axesOf(rows))}
  include: ${JSON.stringify(cellsOf(rows).slice(1))}
  maxParallel: 12
proxies:
  shop: {upstream: "${upstream}"}
faults:
  slow: {target: shop, latency: {add: 1ms}}
phases:
  - {name: baseline, duration: ${baseline}}
  - {name: inject, duration: "\${matrix.for}", faults: [slow], until: minSamples}
probes:
  home: {type: http, url: "\${proxies.shop.url}/", every: 50ms}
  own: {type: breaks, atEnd: "\${matrix.breaks}", every: 60s}
hypotheses:
  - {id: early, probe: home, measure: latency.max, max: "\${matrix.limit}", minSamples: 1, phases: [baseline], gate: false}
  - {id: quick, probe: home, measure: latency.max, max: "\${matrix.limit}", minSamples: 1, gate: "\${matrix.gate}"}
  - {id: proven, probe: home, measure: latency.max, max: ${KEPT}, minSamples: "\${matrix.needs}", gate: false}
  - {id: alive, kind: always, probe: home, maxConsecutiveFailures: 1, gate: false}
abort:
  - {id: halt, probe: home, measure: latency.max, max: "\${matrix.halt}", minSamples: 1}
hooks:
  before: [{run: [/bin/sh, -c, "exit \${matrix.before}"]}]
  cleanup: [{run: [/bin/sh, -c, "exit \${matrix.cleanup}"]}]
`

const rowOf = (cell: string): string => /row=(\w+)/.exec(cell)?.[1] ?? cell

const run = async (text: string, flags: readonly string[] = [], started?: (child: ChildProcess) => void) => {
  using folder = temporaryFolder({ 'x.yaml': text, 'breaks.js': BREAKING_MODULE })
  const args = ['run', 'x.yaml', '--allow-plugins', '--json', '--quiet', ...flags]
  const { code, stdout, stderr } = await fallacy(args, { cwd: folder.path, ...(started && { started }) })
  const found = [JSON.parse(stdout || stderr)].flat()
  return {
    code,
    ends: Object.fromEntries(found.map(({ outcome, exitCode, plan }) => [rowOf(plan.cell), [outcome, exitCode]])),
  }
}

const endsOf = (rows: Rows) =>
  Object.fromEntries(Object.entries(rows).map(([row, { exit }]) => [row, [exit, EXIT[exit]]]))

test('every row of the table of exit codes ends as it says, whatever weaker trouble it has besides', async () => {
  using origin = await answering()
  const { code, ends } = await run(experiment(origin.url, ROWS))
  expect(ends).toEqual(endsOf(ROWS))
  expect(code).toBe(7)
})

test('a person who stops a run is told more than what was found, and less than what is left or broken', async () => {
  const seen = new Map<string, number>()
  let stop = () => {}
  using origin = await answering('ok', {}, ({ headers: { host = '' } }) => {
    seen.set(host, (seen.get(host) ?? 0) + 1)
    if ([...seen.values()].filter(requests => requests > 3).length === Object.keys(STOPPED).length) stop()
  })
  const { ends } = await run(experiment(origin.url, STOPPED, '30s'), [], child => {
    stop = () => {
      stop = () => {}
      child.kill('SIGINT')
    }
  })
  expect(ends).toEqual(endsOf(STOPPED))
})

test('of several runs the stronger one counts, and --allow-inconclusive makes 0 of 3', async () => {
  using origin = await answering()
  const codeOf = async (names: readonly (keyof typeof ROWS)[], ...flags: readonly string[]) =>
    (await run(experiment(origin.url, Object.fromEntries(names.map(name => [name, ROWS[name]]))), flags)).code
  const codes = await Promise.all([
    codeOf(['aborted', 'unready']),
    codeOf(['unsteady', 'aborted']),
    codeOf(['failed', 'unsteady']),
    codeOf(['open', 'failed']),
    codeOf(['pass', 'open']),
    codeOf(['pass', 'open'], '--allow-inconclusive'),
  ])
  expect(codes).toEqual([6, 4, 5, 1, 3, 0])
})

test('a file that is wrong beats everything: 2, and nothing was started', async () => {
  using origin = await answering()
  using folder = temporaryFolder({
    'a.yaml': experiment(origin.url, ROWS),
    'b.yaml': experiment(origin.url, ROWS).replace('target: shop', 'target: shopp'),
    'breaks.js': BREAKING_MODULE,
  })
  const { code, stdout, stderr } = await fallacy(['run', 'a.yaml', 'b.yaml', '--allow-plugins'], { cwd: folder.path })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/b\.yaml:11:18/)
})
