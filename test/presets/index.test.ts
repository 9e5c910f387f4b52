import { expect, test } from 'vitest'
import { faults } from '../../src/faults/index.js'
import { presetFaults, presets } from '../../src/presets/index.js'
import { changed, loaded, MINIMAL, problemsOf } from '../support/load-text.js'

const named = (preset: string) => changed(MINIMAL, 'latency: {add: 800ms}', preset)

test('every preset is made of faults of the catalogue, and has a name that none of them has', () => {
  expect(presetFaults(faults).map(({ name }) => name)).toEqual(presets.map(({ name }) => name))
  expect(faults.filter(({ name }) => presets.some(preset => preset.name === name))).toEqual([])
  for (const { summary } of presets) expect(summary).toMatch(/^[A-Z].*\.$/)
})

test('a preset can be named where a fault can, and counts as one', async () => {
  const { rules, plan } = await loaded(named('slow-3g: {}'))
  expect(plan.faults).toMatchObject([{ id: 'slow', fault: 'slow-3g', options: {} }])
  expect(rules.map(({ fault }) => fault.name)).toEqual(['slow-3g'])
  expect(await problemsOf(named('slow-3g: {}, dsl: {}'))).toEqual([
    expect.stringContaining('expected exactly one fault, found slow-3g and dsl'),
  ])
  expect(await problemsOf(named('slow-3g: {rate: 1kB/s}'))).toEqual([expect.stringContaining('unknown key "rate"')])
})
