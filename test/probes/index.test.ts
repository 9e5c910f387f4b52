import { expect, test } from 'vitest'
import { probes } from '../../src/probes/index.js'

test.each(probes.flatMap(probe => probe.examples.map(example => ({ probe, example }))))(
  'the example $example of $probe.name is valid',
  ({ probe, example }) => {
    expect(probe.bind(example)).toMatchObject({ ok: true, value: { name: probe.name, kind: probe.kind } })
  },
)

test('names are different', () => {
  expect(new Set(probes.map(({ name }) => name)).size).toBe(probes.length)
})
