import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { answering } from '../support/small-experiment.js'

const KEPT = '60s'
const BROKEN = '0.001ms'

/** What each cell has besides what is well: all trouble of the weaker ones too, so that the stronger one must win. */
const ROWS = {
  pass: { row: 'pass', limit: KEPT, gate: false, halt: KEPT, for: '30s' },
  inconclusive: { row: 'inconclusive', limit: KEPT, gate: false, halt: KEPT, for: '1ms' },
  fail: { row: 'fail', limit: BROKEN, gate: false, halt: KEPT, for: '30s' },
  notSteady: { row: 'notSteady', limit: BROKEN, gate: true, halt: KEPT, for: '30s' },
  aborted: { row: 'aborted', limit: BROKEN, gate: false, halt: BROKEN, for: '30s' },
  environment: { row: 'environment', limit: BROKEN, gate: true, halt: BROKEN, for: '30s' },
  cleanupFailed: { row: 'cleanupFailed', limit: BROKEN, gate: true, halt: BROKEN, for: '30s' },
} as const
type Row = keyof typeof ROWS

const CODE: Readonly<Record<Row, number>> = {
  ...{ pass: 0, inconclusive: 3, fail: 1, notSteady: 5, aborted: 4, environment: 6, cleanupFailed: 7 },
}

/** One run for each row, all at the same time. A phase ends as soon as there is enough to judge, however slow all is. */
const experiment = (upstream: string, [first, ...others]: readonly Row[]) => `version: 1
name: rows
matrix:
  axes: {${Object.entries(ROWS[first ?? 'pass'])
    .map(([axis, value]) => `${axis}: [${value}]`)
    .join(', ')}}
  include: ${JSON.stringify(others.map(row => ROWS[row]))}
  maxParallel: 8
proxies:
  shop: {upstream: "${upstream}"}
faults:
  slow: {target: shop, latency: {add: 1ms}}
phases:
  - {name: baseline, duration: 500ms}
  - {name: inject, duration: "\${matrix.for}", faults: [slow], until: minSamples}
probes:
  home: {type: http, url: "\${proxies.shop.url}/", every: 50ms}
hypotheses:
  - {id: quick, probe: home, measure: latency.max, max: "\${matrix.limit}", minSamples: 3, gate: "\${matrix.gate}"}
  - {id: alive, kind: always, probe: home, maxConsecutiveFailures: 1, gate: false}
abort:
  - {id: halt, probe: home, measure: latency.max, max: "\${matrix.halt}", minSamples: 1}
hooks:
  before: [{run: [/bin/sh, -c, "test \${matrix.row} != environment"]}]
  cleanup: [{run: [/bin/sh, -c, "test \${matrix.row} != cleanupFailed"]}]
`

const rowOf = (cell: string): string => /row=(\w+)/.exec(cell)?.[1] ?? cell

const run = async (upstream: string, rows: readonly Row[], ...flags: readonly string[]) => {
  using folder = temporaryFolder({ 'x.yaml': experiment(upstream, rows) })
  const { code, stdout, stderr } = await fallacy(['run', 'x.yaml', '--json', '--quiet', ...flags], { cwd: folder.path })
  return { code, found: [JSON.parse(stdout || stderr)].flat() }
}

test('every row of the table of exit codes ends as it says, whatever weaker trouble it has besides', async () => {
  using origin = await answering()
  const rows: readonly Row[] = ['pass', 'inconclusive', 'fail', 'notSteady', 'aborted', 'environment', 'cleanupFailed']
  const { code, found } = await run(origin.url, rows)
  const ends = Object.fromEntries(found.map(({ outcome, exitCode, plan }) => [rowOf(plan.cell), [outcome, exitCode]]))
  expect(ends).toEqual(Object.fromEntries(rows.map(row => [row, [row, CODE[row]]])))
  expect(code).toBe(7)
})

test('of several runs the stronger one counts, and --allow-inconclusive makes 0 of 3', async () => {
  using origin = await answering()
  const codeOf = async (rows: readonly Row[], ...flags: readonly string[]) =>
    (await run(origin.url, rows, ...flags)).code
  const first = await Promise.all([codeOf(['notSteady', 'aborted']), codeOf(['inconclusive', 'fail'])])
  const second = await Promise.all([
    codeOf(['pass', 'inconclusive']),
    codeOf(['pass', 'inconclusive'], '--allow-inconclusive'),
  ])
  expect([...first, ...second]).toEqual([4, 1, 3, 0])
})

test('a file that is wrong beats everything: 2, and nothing was started', async () => {
  using origin = await answering()
  using folder = temporaryFolder({
    'a.yaml': experiment(origin.url, ['pass']),
    'b.yaml': experiment(origin.url, ['pass']).replace('target: shop', 'target: shopp'),
  })
  const { code, stdout, stderr } = await fallacy(['run', 'a.yaml', 'b.yaml'], { cwd: folder.path })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/b\.yaml:10:18/)
})
