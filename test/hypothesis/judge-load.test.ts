import { expect, test } from 'vitest'
import { evidenceOf } from '../../src/hypothesis/evidence.js'
import { judge } from '../../src/hypothesis/judge.js'
import { conclude } from '../../src/run/report.js'
import {
  answered,
  type JournalWriter,
  journalOf,
  phase,
  planOf,
  recovery,
  runPhases,
  slo,
} from '../support/journal-factory.js'

/** A run of 40 s that passes, with a load of 10 requests/s: how late each was, or that it was dropped. */
const runWith = (sending: (index: number) => number | 'dropped', more: (run: JournalWriter) => void = () => {}) => {
  const plan = planOf({
    phases: [phase('inject', 40), phase('recover', 20)],
    hypotheses: [slo({ gate: false }), recovery()],
  })
  const run = runPhases(journalOf(plan), plan)
    .samples('home', 1_000, 61_000, 100, () => answered(50))
    .exchanges('slow', 1_000, 41_000, 500, () => true)
  for (let index = 0; index < 400; index++) {
    const lateMs = sending(index)
    run.at(1_100 + index * 100)
    if (lateMs === 'dropped') run.add({ type: 'load.dropped', load: 'users' })
    else run.add({ type: 'load.sampled', load: 'users', request: 'cart', sample: answered(50), lateMs })
  }
  more(run)
  return { run, judgements: judge(plan, evidenceOf(run.entries)) }
}

test('a load that was sent late says more of us than of the system: what was judged then is undecided', () => {
  const { run, judgements } = runWith(index => (index % 9 === 0 ? 300 : 20))
  expect(judgements[0]).toMatchObject({
    verdict: 'inconclusive',
    why: 'fallacy itself was late: 45 of 400 requests of users were sent 250 ms or more after they were due',
    advice: 'give fallacy more CPU, or lower the rate of the load',
  })
  expect(judgements[1]?.verdict).toBe('pass')
  expect(conclude(run.entries)).toBe('inconclusive')
})

test('a few late requests do not matter', () => {
  const { run, judgements } = runWith(index => (index % 11 === 0 ? 300 : 20))
  expect(judgements[0]).toMatchObject({ verdict: 'pass', why: 'the whole 95 % interval keeps the limit' })
  expect(conclude(run.entries)).toBe('pass')
})

test('requests that were dropped are told with every verdict of their phase', () => {
  const { judgements } = runWith(index => (index < 30 ? 'dropped' : 0))
  expect(judgements[0]?.why).toBe('the whole 95 % interval keeps the limit; users dropped 30 of 400 requests')
})

test('the early end of a phase is told with every verdict of it', () => {
  const { run } = runWith(() => 0)
  const entries = run.entries.map(entry =>
    entry.type === 'phase.ended' && entry.phase === 'inject' ? { ...entry, early: 'x cannot be kept any more' } : entry,
  )
  const plan = planOf({ phases: [phase('inject', 40)], hypotheses: [slo()] })
  expect(judge(plan, evidenceOf(entries))[0]?.why).toBe(
    'the whole 95 % interval keeps the limit; inject ended early: x cannot be kept any more',
  )
})
