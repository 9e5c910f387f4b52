import * as v from 'valibot'
import { expect, test } from 'vitest'
import { optionShapes } from '../../src/cli/option-shape.js'
import { duration, oneOf, shape } from '../../src/core/options.js'
import { faults } from '../../src/faults/index.js'
import { probes } from '../../src/probes/index.js'

test('each key has its value with the unit, what it does, and whether it must be given', () => {
  const options = shape({
    add: v.pipe(duration, v.description('added to the exchange')),
    at: v.optional(oneOf(['request', 'response']), 'request'),
  })
  expect(optionShapes(options)).toEqual([
    {
      key: 'add',
      value: 'a duration such as 250ms, 2s or 1m',
      about: 'added to the exchange',
      preset: null,
      required: true,
    },
    { key: 'at', value: 'request | response', about: '', preset: 'request', required: false },
  ])
})

test('nested keys are dotted, and a schema that is one value has an empty key', () => {
  expect(
    optionShapes(v.object({ expect: v.optional(v.object({ status: v.number() })) })).map(({ key }) => key),
  ).toEqual(['expect.status'])
  expect(optionShapes(v.string()).map(({ key, value }) => [key, value])).toEqual([['', 'text']])
})

test.each([...faults, ...probes].map(item => [item.name, item] as const))(
  '%s says what each of its options takes',
  (_, item) => {
    const shapes = optionShapes(item.options)
    if (item.examples.some(example => JSON.stringify(example) !== '{}')) expect(shapes.length).toBeGreaterThan(0)
    expect(shapes.filter(({ value }) => value === '')).toEqual([])
  },
)
