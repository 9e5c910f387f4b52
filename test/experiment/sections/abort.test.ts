import { expect, test } from 'vitest'
import { loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const withAbort = (...rules: readonly string[]): string =>
  `${MINIMAL}abort:\n${rules.map(rule => `  - ${rule}\n`).join('')}`

test('a rule is a limit over a window, or a number of failures or errors in a row', async () => {
  const text = withAbort(
    '{id: hurt, probe: home, measure: errorRate, max: 10%}',
    '{id: down, probe: home, maxConsecutiveFailures: 5}',
    '{id: blind, probe: home, maxConsecutiveErrors: 3}',
  )
  const place = expect.objectContaining({ column: 5 })
  expect((await loaded(text)).plan.abort).toEqual([
    {
      id: 'hurt',
      probe: 'home',
      place,
      kind: 'measure',
      measure: 'errorRate',
      limit: { op: 'max', value: 0.1, text: '10%' },
      windowMs: 10_000,
      forMs: 0,
      minSamples: 10,
    },
    { id: 'down', probe: 'home', place, kind: 'consecutive', of: 'failures', max: 5 },
    { id: 'blind', probe: 'home', place, kind: 'consecutive', of: 'errors', max: 3 },
  ])
})

test.each([
  ['{id: a, probe: home}', 'E122', 'expected exactly one of measure'],
  ['{id: a, probe: home, measure: errorRate, max: 10}', 'E123', 'errorRate needs a percent'],
  ['{id: a, probe: hoem, maxConsecutiveFailures: 1}', 'E203', 'did you mean "home"?'],
  ['{id: a, probe: home, maxConsecutiveFailures: 0}', 'E110', 'expected at least 1'],
  ['{id: a, probe: home, measure: errorRate, max: 1%, for: 41s}', 'E130', 'ends nothing: faults last 40 s'],
  ['{id: a, probe: home, measure: errorRate, equals: 1%}', 'E103', 'unknown key "equals"'],
])('%s is refused', async (rule, code, message) => {
  const problems = await problemsOf(withAbort(rule))
  expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${code} 16:.*${message.replace('?', '\\?')}`)))
})
