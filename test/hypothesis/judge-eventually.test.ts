// Over 150 lines: one judgement, by examples and against a simulated queue.
import { expect, test } from 'vitest'
import type { EventuallyHypothesis } from '../../src/core/plan.js'
import type { Sample } from '../../src/core/probe.js'
import { type Random, seeded } from '../../src/core/random.js'
import { answered, failed, type JournalWriter, journalOf, place, runPhases } from '../support/journal-factory.js'
import { calmPlan, judgedBy } from '../support/judged.js'

const WITHIN = 5_000
const START = 'response.json:$.id'
const FINISH = 'request.json:$.order'

const eventually = (parts: Partial<EventuallyHypothesis> = {}): EventuallyHypothesis => ({
  ...{ kind: 'eventually', id: 'announced', title: 'announced', probe: 'orders', phases: ['inject'], gate: false },
  ...{ severity: 'block', onInconclusive: 'fail', place: place(6), withinMs: WITHIN, atLeast: 1, maxDuplicates: null },
  ...{ start: { probe: 'orders', key: START }, finish: { probe: 'webhooks', key: FINISH }, ...parts },
})

/** A run of 40 s whose exchanges are added one by one; it is watched until `untilMs`. */
const run = (hypothesis: EventuallyHypothesis, untilMs = 60_000) => {
  const plan = calmPlan(hypothesis)
  const journal = runPhases(journalOf(plan), plan)
  let x = 0
  const exchange = (probe: string, name: string, t: number, key: string | null, sample: Sample = answered(10)) => {
    x++
    if (key !== null) journal.at(t).add({ type: 'exchange.keyed', x, name, key })
    journal.at(t).add({ type: 'probe.sampled', probe, sample, x })
  }
  return {
    journal,
    order: (t: number, key: string | null, sample?: Sample) => exchange('orders', START, t, key, sample),
    webhook: (t: number, key: string | null, sample?: Sample) => exchange('webhooks', FINISH, t, key, sample),
    judged() {
      return judgedBy(plan, journal.at(untilMs).add({ type: 'state.entered', state: 'stopping' }))
    },
  }
}

/** What a queue does to one announcement: the times of its deliveries after the order. */
const delivered = (random: Random): readonly number[] => {
  if (random.fork('lose').chance(0.03)) return []
  const delay = (n: number) => {
    const slow = random.fork('slow', n).chance(0.05)
    return Math.round(random.fork('delay', n).float() * (slow ? 3 * WITHIN : WITHIN / 2))
  }
  return random.fork('twice').chance(0.04) ? [delay(1), delay(2)] : [delay(1)]
}

test('500 variations of a queue that loses, repeats, reorders and delays are judged exactly as they were', () => {
  const verdicts = new Map<string, number>()
  for (let variation = 0; variation < 500; variation++) {
    const random = seeded(2026).fork(variation)
    const atLeast = [1, 0.95, 0.9][variation % 3] ?? 1
    const maxDuplicates = variation % 2 === 0 ? null : 0
    const here = run(eventually({ atLeast, maxDuplicates }))
    const orders = Array.from({ length: 20 }, (_, n) => ({
      t: 2_000 + n * 1_500,
      after: delivered(random.fork('order', n)),
    }))
    for (const [n, { t, after }] of orders.entries()) {
      here.order(t, `o${n}`)
      for (const ms of after) here.webhook(t + ms, `o${n}`)
    }
    const inTime = orders.filter(({ after }) => after.some(ms => ms <= WITHIN)).length
    const repeated = orders.some(({ after }) => after.length > 1)
    const expected = inTime / 20 >= atLeast && !(maxDuplicates === 0 && repeated) ? 'pass' : 'fail'
    // A queue that loses everything has no key to compare: that cannot happen with 20 orders here.
    const { verdict, measured } = here.judged()
    expect({ variation, verdict, measured }).toEqual({ variation, verdict: expected, measured: inTime / 20 })
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
  }
  expect(Math.min(...verdicts.values())).toBeGreaterThan(100)
  expect(verdicts.size).toBe(2)
})

test('an order that is never announced fails, and is shown by its key', () => {
  const here = run(eventually())
  here.order(2_000, 'a')
  here.order(3_000, 'b')
  here.webhook(2_500, 'a')
  expect(here.judged()).toMatchObject({
    ...{ verdict: 'fail', measured: 0.5, samples: 2, measure: 'finishedInTime', limit: '>= 100 % within 5 s' },
    why: '1 of 2 had no finish within 5 s',
    examples: [{ what: 'b: finished late or never', x: 2 }],
  })
})

test('an announcement that was refused did not arrive, and one whose reply was lost may have', () => {
  const refused = run(eventually())
  refused.order(2_000, 'a')
  refused.webhook(2_100, 'a', failed(1, 'httpStatus', { status: 503 }))
  expect(refused.judged().verdict).toBe('fail')
  const lost = run(eventually({ maxDuplicates: 0 }))
  lost.order(2_000, 'a')
  lost.webhook(2_100, 'a', failed(1, 'reset'))
  expect(lost.judged()).toMatchObject({ verdict: 'inconclusive', why: 'nobody knows what became of 1 of 1' })
  lost.webhook(2_300, 'a')
  expect(lost.judged()).toMatchObject({
    ...{ verdict: 'inconclusive', advice: 'see at the receiver what arrived' },
    why: '1 of 1 may have been finished more than once: replies were lost',
  })
  lost.webhook(2_500, 'a')
  expect(lost.judged()).toMatchObject({ verdict: 'fail', why: '1 of 1 were finished more than once' })
})

test('what was still in time when the run ended is not known', () => {
  const here = run(eventually({ atLeast: 0.5 }), 41_500)
  here.order(2_000, 'a')
  here.order(40_000, 'b')
  here.webhook(2_500, 'x')
  expect(here.judged()).toMatchObject({ verdict: 'inconclusive', measured: 0 })
  here.webhook(2_600, 'a')
  expect(here.judged()).toMatchObject({ verdict: 'pass', measured: 0.5 })
})

test('a key that is in no exchange is the key’s fault: inconclusive; no exchange at all is the system’s', () => {
  const here = run(eventually())
  here.order(2_000, 'a')
  expect(here.judged().verdict).toBe('fail')
  here.webhook(2_500, null)
  expect(here.judged()).toMatchObject({
    verdict: 'inconclusive',
    why: `${FINISH} was in none of the 1 exchange of webhooks`,
  })
  expect(run(eventually()).judged()).toMatchObject({ verdict: 'inconclusive', why: 'orders saw no start' })
})

test('a start that was asked for twice is one start; a finish before it, or a failed start, is none', () => {
  const here = run(eventually({ maxDuplicates: 0 }))
  here.webhook(1_500, 'a')
  here.order(2_000, 'a')
  here.order(2_050, 'a')
  here.order(2_100, 'b', failed(1, 'httpStatus', { status: 500 }))
  here.webhook(2_500, 'a')
  expect(here.judged()).toMatchObject({ verdict: 'pass', samples: 1 })
})

test('without keys the finishes are counted', () => {
  const counted = { start: { probe: 'orders', key: null }, finish: { probe: 'webhooks', key: null }, atLeast: 0.5 }
  const here = run(eventually(counted))
  for (const t of [2_000, 3_000, 4_000, 5_000]) here.order(t, null)
  here.webhook(2_500, null)
  expect(here.judged()).toMatchObject({ verdict: 'fail', measured: 0.25 })
  here.webhook(9_900, null)
  expect(here.judged()).toMatchObject({ verdict: 'pass', measured: 0.5 })
})

test('a phase is a start of its own', () => {
  const alert = (untilMs: number, at: number | null): JournalWriter | string => {
    const here = run(eventually({ start: { phase: 'inject' }, finish: { probe: 'alerts', key: null } }), untilMs)
    if (at !== null) here.journal.at(at).add({ type: 'probe.sampled', probe: 'alerts', sample: answered(0) })
    return here.judged().verdict
  }
  expect([alert(60_000, 5_900), alert(60_000, 6_100), alert(60_000, null)]).toEqual(['pass', 'fail', 'fail'])
})
