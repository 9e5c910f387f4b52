import { readdirSync, readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { beforeAll, expect, test } from 'vitest'
import { faults } from '../../src/faults/index.js'
import { probes } from '../../src/probes/index.js'
import { fits, type Schema } from '../support/json-schema.js'
import { changed, MINIMAL } from '../support/load-text.js'

const FILE = new URL('../../dist/schema/experiment.v1.json', import.meta.url)
const EXPERIMENTS = new URL('../../experiments/', import.meta.url)

interface Node {
  readonly description?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: boolean | Node
  readonly patternProperties?: Readonly<Record<string, Node>>
  readonly items?: Node | readonly Node[]
  readonly anyOf?: readonly Node[]
  readonly const?: unknown
}

let schema: Schema & Node
beforeAll(() => {
  schema = JSON.parse(readFileSync(FILE, 'utf8'))
})

const inner = (node: Node): readonly Node[] => [
  ...Object.values(node.properties ?? {}),
  ...(typeof node.additionalProperties === 'object' ? [node.additionalProperties] : []),
  ...[node.items ?? []].flat(),
  ...(node.anyOf ?? []),
]

const all = (node: Node): readonly Node[] => [node, ...inner(node).flatMap(all)]

test('it is draft-07, which is what editors read', () => {
  expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' })
})

test('every key has a description', () => {
  const bare = all(schema).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([key, { description }]) => (description ? [] : [key])),
  )
  expect(bare).toEqual([])
})

test('every closed map takes keys that start with x-', () => {
  const closed = all(schema).filter(({ additionalProperties }) => additionalProperties === false)
  expect(closed.length).toBeGreaterThan(30)
  expect(closed.filter(({ patternProperties }) => !patternProperties?.['^x-'])).toEqual([])
})

test('every fault and every probe is offered', () => {
  const of = (section: string) => schema.properties?.[section]?.additionalProperties
  const fault = of('faults')
  const probe = of('probes')
  if (typeof fault !== 'object' || typeof probe !== 'object') throw new Error('a section must map ids to things')
  expect(Object.keys(fault.properties ?? {})).toEqual(expect.arrayContaining(faults.map(({ name }) => name)))
  expect(probe.anyOf?.map(({ properties }) => properties?.type?.const)).toEqual(probes.map(({ name }) => name))
})

test('it takes the minimal file and every experiment of the package', () => {
  expect(fits(schema, load(MINIMAL))).toBe(true)
  const names = readdirSync(EXPERIMENTS).filter(name => name.endsWith('.yaml'))
  expect(names.length).toBeGreaterThan(0)
  const refused = names.filter(name => !fits(schema, load(readFileSync(new URL(name, EXPERIMENTS), 'utf8'))))
  expect(refused).toEqual([])
})

test('examples of faults and probes fit', () => {
  for (const { name, examples } of faults)
    for (const example of examples)
      expect(fits(schema, { version: 1, name: 'a', faults: { f: { target: 'p', [name]: example } } }), name).toBe(true)
  for (const { name, examples } of probes)
    for (const example of examples)
      expect(fits(schema, { version: 1, name: 'a', probes: { p: { ...Object(example), type: name } } }), name).toBe(
        true,
      )
})

test('where a number or a word is wanted, a reference will do', () => {
  const text = changed(
    MINIMAL,
    'max: 1s',
    'max: 1s, gate: "${vars.gate}", minSamples: "${vars.n}", severity: "${vars.s}"',
  )
  expect(fits(schema, load(text))).toBe(true)
})

test.each([
  ['a key that is not there', 'latency:', 'latancy:'],
  ['two faults', 'latency: {add: 800ms}', 'latency: {add: 1s}, reset: {}'],
  ['a number without a unit', 'add: 800ms', 'add: 800'],
  ['a kind that is not there', 'kind: recover', 'kind: rest'],
  ['a type that is not there', 'type: http', 'type: https'],
  ['no upstream', ', upstream: "http://127.0.0.1:9102"', ''],
  ['a version to come', 'version: 1', 'version: 2'],
])('it refuses %s', (_, from, to) => {
  expect(fits(schema, load(changed(MINIMAL, from, to)))).toBe(false)
})
