import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import type { Json } from '../../src/core/json.js'
import { doseReports, doseTallies } from '../../src/metrics/doses.js'
import { journalOf, planOf } from '../support/journal-factory.js'

const dosesOf = (drawn: readonly Json[], acted: readonly Json[] = []) => {
  const writer = journalOf(planOf()).at(1_000)
  for (const [x, dose] of drawn.entries()) writer.add({ type: 'fault.injected', x, fault: 'slow', dose })
  for (const [x, actual] of acted.entries()) writer.add({ type: 'fault.acted', x, fault: 'slow', actual })
  return doseReports(project(writer.entries, doseTallies), 'slow')
}

test('numbers are a spread, and what they became is told apart from what was drawn', () => {
  const [drawn, acted] = dosesOf([{ ms: 100 }, { ms: 200 }, { ms: 400 }], [{ ms: 90 }, { ms: 210 }])
  expect(drawn).toMatchObject({ of: 'drawn', name: 'ms', n: 3, kind: 'numbers', min: 100, max: 400 })
  expect(acted).toMatchObject({ of: 'acted', name: 'ms', n: 2, kind: 'numbers', min: 90, max: 210 })
  expect(drawn?.kind === 'numbers' && drawn.p50 / 200).toBeCloseTo(1, 1)
})

test('words are counted, the commonest first, and a number that is always the same is one of them', () => {
  const doses = dosesOf([
    { how: 'a', status: 503 },
    { how: 'b', status: 503 },
    { how: 'b', status: 503 },
  ])
  expect(doses).toEqual([
    {
      of: 'drawn',
      name: 'how',
      n: 3,
      kind: 'values',
      values: [
        { text: 'b', n: 2 },
        { text: 'a', n: 1 },
      ],
    },
    { of: 'drawn', name: 'status', n: 3, kind: 'values', values: [{ text: '503', n: 3 }] },
  ])
})

test('doses of ever new words and members take bounded room', () => {
  const doses = dosesOf(
    Array.from({ length: 500 }, (_, at) => ({ word: `w${at}`, [`member-${at}`]: 'x'.repeat(5_000) })),
  )
  expect(doses.length).toBeLessThanOrEqual(12)
  expect(JSON.stringify(doses).length).toBeLessThan(5_000)
})

test('a fault that never hit gave nothing', () => {
  expect(dosesOf([])).toEqual([])
})
