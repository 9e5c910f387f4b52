import { expect, test } from 'vitest'
import { patternOf } from '../../support/json-patterns.js'
import { FEW, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const withReport = (report: string): string => `${MINIMAL}report: ${report}\n`

test('a report says where, what and how', async () => {
  const text = withReport(
    '{dir: ./out, formats: [json, junit, json], junit: {file: r.xml, inconclusive: error, warn: pass}, redact: {headers: [X-Token], json: ["$..card"]}}',
  )
  const { report, plan } = await loaded(text)
  expect(report).toEqual({
    dir: './out',
    formats: ['json', 'junit'],
    junitFile: 'r.xml',
    redact: { headers: ['x-token'], json: patternOf('$..card'), disguise: expect.any(Function) },
  })
  expect(plan.junit).toEqual({ inconclusive: 'error', warn: 'pass' })
})

test.each([
  ['{formats: [jnuit]}', 'E111', 'did you mean "junit"?'],
  ['{samples: some}', 'E111', 'expected all, failures or none'],
  ['{redact: {json: ["$..card["]}}', 'E110', 'not a JSON path, at character 8: expected .name'],
  ['{redact: {json: ["$[*]"]}}', 'E110', 'expected a name in it such as $..card'],
  ['{junit: {inconclusive: pass}}', 'E111', 'expected failure, error or skipped'],
  ['{dir: ""}', 'E110', 'expected a length of at least 1'],
])('%s is refused', async (report, code, message) => {
  const [problem, ...others] = await problemsOf(withReport(report), { catalogue: FEW })
  expect(problem).toContain(code)
  expect(problem).toContain(message)
  expect(others).toEqual([])
})

test('a value that is to be measured cannot be hidden', async () => {
  const probe = 'stuck: {type: http, url: "http://127.0.0.1:1/", value: {from: body, json: $.card.depth}}'
  const text = withReport('{redact: {json: ["$..card"]}}').replace('probes:\n', `probes:\n  ${probe}\n`)
  const [problem, ...others] = await problemsOf(text, { catalogue: FEW })
  expect(problem).toContain('report.redact.json hides $.card.depth')
  expect(others).toEqual([])
})
