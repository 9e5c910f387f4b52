import { expect, test } from 'vitest'
import { explanation, subjects } from '../../../src/cli/explain/explain.js'
import { MEASURES } from '../../../src/core/measure.js'
import { CODES } from '../../../src/experiment/codes.js'
import { faults } from '../../../src/faults/index.js'

test('every code, measure, fault and the exit codes have a page that says something', () => {
  const names = [...Object.values(CODES), ...MEASURES, ...faults.map(({ name }) => name), 'exit-codes']
  expect(names.filter(name => !subjects().includes(name))).toEqual([])
  expect(subjects().filter(name => explanation(name).length < name.length + 20)).toEqual([])
})

test('a page is found in any case, all pages at once, and what is unknown has a near name', () => {
  expect(explanation('e121')).toMatch(/^E121: A quantity has its unit/)
  expect(explanation('exit-codes')).toMatch(/^Exit codes:\n {2}0 /)
  const all = explanation(null)
  for (const start of ['Exit codes:', 'E100: ', 'errorRate: ', 'latency: ', 'traffic: ']) expect(all).toContain(start)
  expect(() => explanation('latancy')).toThrow('there is nothing to explain about "latancy", did you mean "latency"?')
})
