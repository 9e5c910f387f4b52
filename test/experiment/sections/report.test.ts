import { expect, test } from 'vitest'
import { FEW, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const withReport = (report: string): string => `${MINIMAL}report: ${report}\n`

test('a report says where, what and how', async () => {
  const text = withReport(
    '{dir: ./out, formats: [json, junit, json], junit: {file: r.xml, inconclusive: error, warn: pass}, redact: {headers: [X-Token]}}',
  )
  const { report, plan } = await loaded(text)
  expect(report).toEqual({ dir: './out', formats: ['json', 'junit'], junitFile: 'r.xml', redactHeaders: ['x-token'] })
  expect(plan.junit).toEqual({ inconclusive: 'error', warn: 'pass' })
})

test.each([
  ['{formats: [jnuit]}', 'E111', 'did you mean "junit"?'],
  ['{samples: some}', 'E111', 'expected all, failures or none'],
  ['{redact: {json: ["$..card"]}}', 'E105', '"json" is not supported yet'],
  ['{junit: {inconclusive: pass}}', 'E111', 'expected failure, error or skipped'],
  ['{dir: ""}', 'E110', 'expected a length of at least 1'],
])('%s is refused', async (report, code, message) => {
  const [problem, ...others] = await problemsOf(withReport(report), { catalogue: FEW })
  expect(problem).toContain(code)
  expect(problem).toContain(message)
  expect(others).toEqual([])
})
