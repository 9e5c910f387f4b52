import { expect, test } from 'vitest'
import { changed, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const INJECT = '{name: inject, kind: inject, duration: 40s, faults: [slow]}'
const withInject = (phase: string): string => changed(MINIMAL, INJECT, phase)

test('a phase has its ramp and its schedule in ms', async () => {
  const text = withInject(
    '{name: inject, duration: 40s, settle: 2s, ramp: {over: 20s, from: 10%}, schedule: [{fault: slow, at: 10s, for: 2s, every: 5s}, {fault: slow, at: 30s}]}',
  )
  expect((await loaded(text)).plan.phases[1]).toEqual({
    name: 'inject',
    kind: 'inject',
    durationMs: 40_000,
    settleMs: 2_000,
    faults: [],
    ramp: { overMs: 20_000, from: 0.1 },
    schedule: [
      { fault: 'slow', atMs: 10_000, forMs: 2_000, everyMs: 5_000 },
      { fault: 'slow', atMs: 30_000, forMs: 10_000 },
    ],
  })
})

test('gate: auto is what happens anyway', async () => {
  expect((await loaded(changed(MINIMAL, 'duration: 40s', 'duration: 40s, gate: auto'))).plan.phases).toHaveLength(3)
})

test.each([
  ['duration: 0s, faults: [slow]', 'E110', 'expected more than 0s'],
  ['faults: [slow]', 'E102', '"duration" is missing'],
  ['duration: 40s, faults: [slow, slow]', 'E131', '"slow" is here twice'],
  ['duration: 40s, faults: [slow], schedule: [{fault: slow}]', 'E131', 'active for the whole of inject already'],
  ['duration: 40s, schedule: [{fault: slow, at: 39s, for: 2s}]', 'E130', 'end outside inject (40 s)'],
  ['duration: 40s, schedule: [{fault: slow, every: 2s}]', 'E130', '"every" needs "for"'],
  ['duration: 40s, schedule: [{fault: slow, for: 0s}]', 'E130', 'expected more than 0s'],
  ['duration: 40s, schedule: [{fault: slow, for: 1s, until: 9s}]', 'E130', '"until" needs "every"'],
  ['duration: 40s, schedule: [{fault: slow, for: 1s, every: 2s, until: 41s}]', 'E130', 'until 41 s is not between'],
  ['duration: 40s, schedule: [{fault: fast}]', 'E202', 'there is no fault "fast"'],
  ['duration: 40s, faults: [slow], until: allRecovered', 'E110', 'only a recover phase can wait for allRecovered'],
  ['duration: 40s', 'W304', 'inject injects nothing'],
])('inject with %s is told', async (parts, code, message) => {
  const problems = await problemsOf(withInject(`{name: inject, ${parts}}`))
  const [problem] = problems.filter(one => !one.startsWith('W303'))
  expect(problem).toContain(code)
  expect(problem).toContain(message)
})

test('a phase with a problem is still there for those that name it', async () => {
  const text = changed(
    withInject('{name: inject, duration: 40, faults: [slow]}'),
    'max: 1s}',
    'max: 1s, phases: [inject]}',
  )
  expect(await problemsOf(text)).toEqual([expect.stringMatching(/^E121 9:/)])
})

test('an empty list of phases is no experiment', async () => {
  const text = MINIMAL.replace(/phases:\n(?: {2}- .*\n){3}/, 'phases: []\n')
  expect((await problemsOf(text))[0]).toBe('E102 7:1 expected at least one phase')
})

test('minSamples has something to wait for: no warmup, and a limit', async () => {
  const warmup = changed(MINIMAL, 'phases:\n', 'phases:\n  - {name: warmup, duration: 1s, until: minSamples}\n')
  expect((await problemsOf(warmup)).join()).toContain('warmup is a warmup phase: no limit is judged in it')
})

test('a ramp may be of doses, and a schedule has an end', async () => {
  const ramp =
    '{name: inject, duration: 40s, ramp: {over: 20s, of: dose}, schedule: [{fault: slow, for: 1s, every: 2s, until: 9s}]}'
  expect((await loaded(withInject(ramp))).plan.phases[1]).toMatchObject({
    ramp: { overMs: 20_000, from: 0, of: 'dose' },
    schedule: [{ fault: 'slow', atMs: 0, forMs: 1_000, everyMs: 2_000, untilMs: 9_000 }],
  })
  const hard = changed(withInject(ramp), 'latency: {add: 800ms}', 'respond: {status: 503}')
  expect(await problemsOf(hard)).toEqual([
    expect.stringMatching(/^E110 9:\d+ slow \(respond\) has no dose that could grow: expected of: percent$/),
  ])
})
