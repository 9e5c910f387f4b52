import { expect, test } from 'vitest'
import type { Entry } from '../../src/core/journal.js'
import type { AbortRule } from '../../src/core/plan.js'
import type { Sample } from '../../src/core/probe.js'
import { watchAbort } from '../../src/hypothesis/abort.js'
import { answered, failed, place } from '../support/journal-factory.js'

const sampled = (t: number, sample: Sample, probe = 'home'): Entry => ({ t, type: 'probe.sampled', probe, sample })

const hurt = (parts: Partial<Extract<AbortRule, { kind: 'measure' }>> = {}): AbortRule => ({
  ...{ id: 'hurt', probe: 'home', place: place(1), kind: 'measure', measure: 'errorRate', windowMs: 10_000, forMs: 0 },
  ...{ limit: { op: 'max', value: 0.1, text: '10%' }, minSamples: 10 },
  ...parts,
})

const streak = (of: 'failures' | 'errors', max: number): AbortRule => ({
  id: 'down',
  probe: 'home',
  place: place(1),
  kind: 'consecutive',
  of,
  max,
})

/** The first trigger while samples come every 500 ms, and when. */
const firstTrigger = (rules: readonly AbortRule[], samples: readonly Sample[]) => {
  const watch = watchAbort(rules)
  for (const [index, sample] of samples.entries()) {
    const trigger = watch.next(sampled(index * 500, sample))
    if (trigger) return { ...trigger, index }
  }
  return null
}

const many = (count: number, sample: Sample): readonly Sample[] => Array.from({ length: count }, () => sample)
const ok = answered(5)
const bad = failed(5)
const blind = failed(5, 'probeError')

test('a window that breaks its limit ends the run, and says by how much', () => {
  const found = firstTrigger([hurt()], [...many(20, ok), bad, bad, bad])
  expect(found).toEqual({
    ...{ rule: 'hurt', index: 22 },
    why: 'errorRate of home was 15 % over 10 s, limit <= 10 %',
  })
})

test('a window with too few samples ends nothing', () => {
  expect(firstTrigger([hurt()], many(9, bad))).toBeNull()
  expect(firstTrigger([hurt()], many(10, bad))).toMatchObject({ index: 9 })
})

test('samples that are older than the window are forgotten', () => {
  const twoFarApart = [bad, ...many(10, ok), bad, ...many(20, ok)]
  expect(firstTrigger([hurt({ windowMs: 6_000 })], twoFarApart)).toMatchObject({ index: 11 })
  expect(firstTrigger([hurt({ windowMs: 5_000 })], twoFarApart)).toBeNull()
})

test('a limit must stay broken for as long as the rule says', () => {
  const rule = hurt({ windowMs: 5_000, forMs: 3_000, minSamples: 5 })
  expect(firstTrigger([rule], many(30, bad))).toMatchObject({ index: 10 })
  const lenient = { ...rule, limit: { op: 'max', value: 0.5, text: '50%' } } as const
  expect(firstTrigger([lenient], [...many(5, bad), ...many(40, ok)])).toBeNull()
  expect(firstTrigger([lenient], [...many(7, bad), ...many(40, ok)])).toMatchObject({ index: 10 })
  const watch = watchAbort([hurt({ forMs: 3_000, minSamples: 5 })])
  for (let index = 0; index < 5; index++) expect(watch.next(sampled(index * 500, bad))).toBeNull()
  expect(watch.tick(3_000)).toBeNull()
  expect(watch.tick(5_000)).toMatchObject({ rule: 'hurt' })
})

test('time alone empties a window', () => {
  const watch = watchAbort([hurt({ forMs: 9_000 })])
  for (let index = 0; index < 10; index++) watch.next(sampled(index * 100, bad))
  expect(watch.tick(12_000)).toBeNull()
})

test('failures in a row end the run when there are more than the rule allows', () => {
  expect(firstTrigger([streak('failures', 5)], many(5, bad))).toBeNull()
  expect(firstTrigger([streak('failures', 5)], many(6, bad))).toEqual({
    ...{ rule: 'down', index: 5, why: 'home failed 6 times in a row' },
  })
  expect(firstTrigger([streak('failures', 2)], [bad, bad, ok, bad, bad, ok])).toBeNull()
  expect(firstTrigger([streak('failures', 2)], [bad, bad, blind, bad])).toMatchObject({ index: 3 })
})

test('errors of the probe in a row are counted apart from failures', () => {
  expect(firstTrigger([streak('errors', 2)], [blind, blind, bad, blind, blind, ok])).toBeNull()
  expect(firstTrigger([streak('errors', 2)], [blind, blind, blind])).toEqual({
    ...{ rule: 'down', index: 2, why: 'home could not look 3 times in a row' },
  })
})

test('a probe that a rule depends on is blind after five errors of its own, unless a rule says otherwise', () => {
  expect(firstTrigger([hurt()], many(4, blind))).toBeNull()
  expect(firstTrigger([hurt()], many(5, blind))).toMatchObject({ rule: 'blind:home', index: 4 })
  expect(firstTrigger([hurt(), streak('errors', 9)], many(9, blind))).toBeNull()
})

test('only the probe of a rule counts', () => {
  const watch = watchAbort([streak('failures', 0)])
  expect(watch.next(sampled(0, bad, 'other'))).toBeNull()
  expect(watch.next(sampled(1, bad))).not.toBeNull()
})
