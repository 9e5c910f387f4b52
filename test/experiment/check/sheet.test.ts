import * as v from 'valibot'
import { expect, test } from 'vitest'
import { Sheet } from '../../../src/experiment/check/sheet.js'
import { parseYaml } from '../../../src/experiment/yaml/parse.js'
import { find, type MapNode, type Path } from '../../../src/experiment/yaml/tree.js'

const sheetOf = (text: string): Sheet => {
  const parsed = parseYaml('x', text)
  if (!parsed.ok) throw new Error('the test needs valid YAML')
  return new Sheet(parsed.source, parsed.root)
}

const told = (sheet: Sheet): readonly string[] =>
  sheet.problems.map(({ code, place, path, message }) => `${code} ${place?.line}:${place?.column} ${path} ${message}`)

const read = (shape: v.GenericSchema, text: string, path: Path = []) => {
  const sheet = sheetOf(text)
  return { output: sheet.read(shape, path), told: told(sheet) }
}

const inner = v.strictObject({ size: v.optional(v.number(), 1), sort: v.optional(v.picklist(['a', 'b'])) })
const shape = v.strictObject({ name: v.string(), inner: v.optional(inner, {}), list: v.optional(v.array(inner), []) })

test('unknown keys of all levels are told together with wrong values', () => {
  const text = 'name: 5\nnmae: x\ninner: {sise: 2, size: big}\nlist: [{}, {extra: 1, more: 2}]\n'
  expect(read(shape, text)).toEqual({
    output: null,
    told: [
      'E103 3:9 inner.sise unknown key "sise", did you mean "size"?',
      'E103 4:13 list[1].extra unknown key "extra"',
      'E103 4:23 list[1].more unknown key "more"',
      'E103 2:1 nmae unknown key "nmae", did you mean "name"?',
      'E110 1:7 name expected text, found the number 5',
      'E110 3:24 inner.size expected a number, found "big"',
    ],
  })
})

test('what is right is read although a key is unknown', () => {
  expect(read(shape, 'name: a\nextra: 1\n').output).toEqual({ name: 'a', inner: { size: 1 }, list: [] })
})

test('extensions are dropped without a word, except where any key may be', () => {
  const free = v.strictObject({ headers: v.record(v.string(), v.string()) })
  expect(read(free, 'x-note: 1\nheaders: {x-user: me}\n')).toEqual({
    output: { headers: { 'x-user': 'me' } },
    told: [],
  })
})

test('a list is no map, even where every key is optional', () => {
  expect(read(shape, 'name: a\ninner: [1]\n')).toEqual({
    output: null,
    told: ['E110 2:8 inner expected a map, found a list'],
  })
})

test('a missing key is told at the map that should have it', () => {
  expect(read(shape, 'a: {b: {}}\n', ['a', 'b']).told).toEqual(['E102 1:5 a.b "name" is missing'])
})

test('of alternatives, the one that got farthest is told', () => {
  const either = v.strictObject({ x: v.union([v.string(), v.array(v.strictObject({ n: v.number() }))]) })
  expect(read(either, 'x: [{n: 1}, {n: b}]\n').told).toEqual(['E110 1:17 x[1].n expected a number, found "b"'])
  expect(read(either, 'x: 5\n').told).toEqual(['E110 1:4 x expected text or a list, found the number 5'])
})

test('a key that is misspelt is told once: that the right one is missing follows from it', () => {
  const inner = v.strictObject({ x: v.strictObject({ upstream: v.string(), listen: v.string() }) })
  expect(read(inner, 'x: {upsteam: a}\n').told).toEqual([
    'E103 1:5 x.upsteam unknown key "upsteam", did you mean "upstream"?',
    'E102 1:1 x "listen" is missing',
  ])
})

test('an empty value is told at its key', () => {
  expect(read(shape, 'name:\n').told).toEqual(['E110 1:1 name expected text, found nothing'])
})

test('what follows from a value that is not known is not told', () => {
  const parsed = parseYaml('x', 'name: 5\n')
  if (!parsed.ok) throw new Error('the test needs valid YAML')
  const known = find(parsed.root, ['name'])
  if (known?.kind !== 'scalar') throw new Error('the test needs a scalar')
  const entries = new Map([['name', { key: known.span, value: { ...known, unknown: true as const } }]])
  const root: MapNode = { ...parsed.root, entries }
  const sheet = new Sheet(parsed.source, root)
  expect(sheet.read(shape, [])).toBeNull()
  expect(sheet.problems).toEqual([])
})

test('a section of too many entries is cut, and told', () => {
  const sheet = sheetOf(`a:\n${Array.from({ length: 501 }, (_, at) => `  k${at}: 1\n`).join('')}`)
  expect(sheet.ids(['a'])).toHaveLength(500)
  expect(told(sheet)).toEqual(['E110 2:3 a expected at most 500 entries, found 501'])
})

test('what is no section of ids or no list is told', () => {
  const sheet = sheetOf('a: [1]\nb: {c: 1}\nd:\n')
  expect([sheet.ids(['a']), sheet.indices(['b']), sheet.ids(['d']), sheet.ids(['e'])]).toEqual([[], [], [], []])
  expect(told(sheet)).toEqual([
    'E110 1:4 a expected a map of ids, found a list',
    'E110 2:4 b expected a list, found a map',
    'E110 3:1 d expected a map of ids, found nothing',
  ])
})

test.each([
  [v.pipe(v.number(), v.integer()), '1.5', 'expected a whole number, found the number 1.5'],
  [v.pipe(v.number(), v.minValue(2)), '1', 'expected at least 2, found the number 1'],
  [v.pipe(v.number(), v.maxValue(2)), '3', 'expected at most 2, found the number 3'],
  [v.pipe(v.array(v.number()), v.minLength(1)), '[]', 'expected a length of at least 1, found an empty list'],
  [v.boolean(), 'yes', 'expected true or false, found "yes"'],
  [v.picklist(['up', 'down', 'both']), 'dwon', 'expected up, down or both, found "dwon", did you mean "down"?'],
  [v.record(v.string(), v.string()), '5', 'expected a map, found the number 5'],
  [v.array(v.string()), '{}', 'expected a list, found a map'],
  [v.literal('slo'), 'sla', 'expected "slo", found "sla"'],
])('valibot has %#: its issue is said in our words', (value, written, message) => {
  const { told } = read(v.strictObject({ a: value }), `a: ${written}\n`)
  expect(told).toEqual([expect.stringContaining(message)])
})
