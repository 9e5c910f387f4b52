import { expect, test } from 'vitest'
import { openPlainView } from '../../src/cli/plain-view.js'
import { answered, failed, journalOf, phase, planOf, runPhases } from '../support/journal-factory.js'
import { manualClock } from '../support/manual-clock.js'

const written = () => {
  const lines: string[] = []
  return { lines, output: { write: (text: string) => lines.push(...text.trimEnd().split('\n')) } }
}

const plan = planOf({ phases: [phase('baseline', 10), phase('inject', 90)] })

test('a run is one line an event, with the time of day, in ASCII', () => {
  const journal = journalOf(plan)
  journal.at(500).add({ type: 'proxy.listening', proxy: 'payments', url: 'http://127.0.0.1:1', upstream: 'http://up' })
  runPhases(journal, plan)
  journal.samples('home', 1_000, 11_000, 1_000, () => answered(100))
  journal.samples('home', 11_000, 101_000, 1_000, index => (index % 10 === 0 ? failed(900) : answered(500)))
  journal.exchanges('slow', 11_500, 100_000, 1_000, index => index % 2 === 0)
  journal.ended('fail')
  const { lines, output } = written()
  const view = openPlainView(output, manualClock())
  for (const entry of journal.entries) view.show(entry)
  view.close()
  expect(lines).toEqual([
    'fallacy 0.1.0 | node 22.14.0 | linux | slow-payments | 1 m 40 s | seed 42 | run 7f3a',
    '03:04:05 proxy     payments http://127.0.0.1:1 -> http://up',
    '03:04:06 baseline  start, 10 s',
    '03:04:16 baseline  end: home p95 100 ms errors 0.0 % 1.0/s',
    '03:04:16 inject    start, 1 m 30 s',
    '03:04:16 inject    slow on',
    '03:05:46 inject    slow off',
    '03:05:46 inject    end: home p95 900 ms errors 5.3 % 1.0/s',
    '03:05:46 faults    off, verified in 12 ms',
    '03:05:46 done      FAIL fail after 1 m 41 s',
  ])
  expect(lines.join('')).toMatch(/^[\x20-\x7e]+$/)
})

test('while nothing happens it gives a sign of life every 30 s, and none after it is closed', async () => {
  const clock = manualClock()
  const { lines, output } = written()
  const view = openPlainView(output, clock)
  const started = journalOf(plan).at(1_000)
  started.add({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 90_000, settleMs: 0 })
  for (const entry of started.entries) view.show(entry)
  await clock.advance(65_000)
  view.close()
  await clock.advance(65_000)
  expect(lines.slice(2)).toEqual([
    '03:04:36 inject    30/90 s: nothing was sampled',
    '03:05:06 inject    60/90 s: nothing was sampled',
  ])
  expect(clock.sleepers).toBe(0)
})

test('what went wrong is on its line, and text of strangers is inert', () => {
  const { lines, output } = written()
  const view = openPlainView(output, manualClock())
  const journal = journalOf(plan).at(1_000)
  journal.add(
    { type: 'gate.checked', steady: false, why: 'home: errors 40 %' },
    { type: 'abort.triggered', rule: 'hurt', why: 'errorRate 30 %' },
    { type: 'signal.received', signal: 'SIGINT' },
    { type: 'service.exited', service: 'shop', code: 1, signal: null },
    { type: 'faults.removed', verified: false, afterMs: 1 },
    { type: 'failure.occurred', exit: 'environment', message: 'port \x1b[2J', hints: [] },
    { type: 'warning.raised', message: 'slow disk' },
  )
  for (const entry of journal.entries) view.show(entry)
  view.close()
  expect(lines.slice(1).map(line => line.slice(9))).toEqual([
    'gate      FAIL not steady: home: errors 40 %',
    'abort     FAIL hurt: errorRate 30 %',
    'signal    SIGINT: faults off, then the end',
    'service   shop exited with code 1',
    'faults    FAIL not confirmed removed',
    'failure   FAIL port \\x1b[2J',
    'warning   slow disk',
  ])
})
