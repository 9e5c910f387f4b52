import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { aligned, findItem, flow, itemPage } from '../../src/cli/catalogue.js'
import { faultPage } from '../../src/cli/pages.js'
import { faults } from '../../src/faults/index.js'
import { presetFaults } from '../../src/presets/index.js'
import { probes } from '../../src/probes/index.js'

test('columns are as wide as their widest cell', () => {
  expect(
    aligned([
      ['a', 'bb', 'c'],
      ['aaa', 'b', ''],
    ]),
  ).toBe('  a    bb  c\n  aaa  b')
})

test('an unknown name lists what there is', () => {
  expect(() => findItem('fault', faults, 'latancy')).toThrow('there is no fault named "latancy"')
})

test.each([...faults, ...probes].map(item => [item.name, item] as const))(
  'the examples of %s read back as YAML',
  (_, item) => {
    for (const example of item.examples) expect(load(flow(example))).toEqual(example)
  },
)

test('text that YAML would read as something else is quoted', () => {
  const values = [
    'true',
    'null',
    '12',
    '1e3',
    'a: b',
    '#x',
    'a, b',
    '~',
    '30%',
    '8Mbit/s',
    '0x10',
    '.5',
    '',
    '{}',
    '503',
  ]
  for (const value of values) expect(load(flow([value]))).toEqual([value])
})

test('a page has the summary, the options and the examples', () => {
  const item = { name: 'x', summary: 'Does x.', options: faults[0]?.options ?? never(), examples: [{ a: 1 }] }
  expect(itemPage(item, [['kind', 'k']], flow)).toMatch(
    /^x: Does x\.\n\n {2}kind {2}k\n\nOptions:\n[\s\S]+\nExamples:\n {2}\{a: 1\}\n$/,
  )
})

const never = (): never => {
  throw new Error('there are faults')
}

test('a page says what clients see and what other tools have; of a preset what it is made of', () => {
  const page = faultPage(findItem('fault', faults, 'reset'))
  expect(page).toMatch(/^ {2}seen as {4}ECONNRESET, curl 56, /m)
  expect(page).toMatch(/^ {2}like {7}Toxiproxy reset_peer; /m)
  expect(faultPage(findItem('fault', presetFaults(faults), 'dsl'))).toContain(
    '  made of    latency: {add: 50ms, jitter: 10%}\n             bandwidth: {rate: 1.5Mbit/s, direction: down, scope: client}\n',
  )
})
