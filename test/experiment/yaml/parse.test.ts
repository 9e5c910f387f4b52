// Over 150 lines: one language: what its text means, where that stands, and what it may not.
import { expect, test } from 'vitest'
import { parseYaml } from '../../../src/experiment/yaml/parse.js'
import { type Node, toData } from '../../../src/experiment/yaml/tree.js'

const told = (input: string | Uint8Array): readonly string[] => {
  const parsed = parseYaml('x.yaml', input)
  return parsed.ok
    ? []
    : parsed.problems.map(({ code, message, place }) => `${code} ${place?.line}:${place?.column} ${message}`)
}

const rootOf = (text: string): Node => {
  const parsed = parseYaml('x.yaml', text)
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join())
  return parsed.root
}

const plain = (text: string): unknown => JSON.parse(JSON.stringify(toData(rootOf(text))))

test('scalars are those of YAML 1.2 core', () => {
  const text = 'a: [yes, no, on, true, ~, 12, 0x1F, 1e3, 012, .inf, 2024-01-01, "5", null]'
  expect(toData(rootOf(text))).toMatchObject({
    a: ['yes', 'no', 'on', true, null, 12, 31, 1000, 12, Number.POSITIVE_INFINITY, '2024-01-01', '5', null],
  })
})

const PIECES = `plain: word
"quoted key": 'single'
double: "twice"
number: 12.50
nested:
  list: [a, {b: c}, "d"]
  block:
    - 日本語 ✓
    - {deep: {deeper: [1, 2]}}
? explicit
: value
`

/** Every scalar of a tree with the part of the text that it is said to be. */
const slices = (node: Node, text: string): readonly (readonly [unknown, string])[] => {
  if (node.kind === 'scalar') return [[node.value, text.slice(node.span.start, node.span.end)]]
  if (node.kind === 'list') return node.items.flatMap(item => slices(item, text))
  return [...node.entries].flatMap(([name, { key, value }]) => [
    [name, text.slice(key.start, key.end)] as const,
    ...slices(value, text),
  ])
}

test('the place of every key and value holds exactly what it is', () => {
  const found = slices(rootOf(PIECES), PIECES)
  expect(found).toHaveLength(22)
  for (const [value, slice] of found) expect(slice).toBe(value === 12.5 ? '12.50' : String(value))
})

/** A small generator of block and flow maps, so that places are not only right in the cases we thought of. */
const grown = (seed: number): string => {
  let state = seed
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
  const word = () => `w${next(10_000)}`
  const quoted = () => [word(), `"${word()} ${word()}"`, `'${word()}: x'`, String(next(99))][next(4)] ?? ''
  const flow = (depth: number): string =>
    depth === 0 || next(3) === 0
      ? quoted()
      : next(2) === 0
        ? `[${flow(depth - 1)}, ${flow(depth - 1)}]`
        : `{k${next(1e6)}: ${flow(depth - 1)}, l${next(1e6)}:   ${flow(depth - 1)} }`
  const block = (depth: number, indent: string): string =>
    Array.from({ length: 1 + next(4) }, (_, index) => {
      const key = `${indent}key${index}:`
      if (depth > 0 && next(2) === 0) return `${key}\n${block(depth - 1, `${indent}  `)}`
      if (next(3) === 0) return `${key} # why\n${indent}  - ${flow(2)}\n${indent}  -   ${flow(1)}\n`
      return `${key} ${flow(3)}\n`
    }).join('')
  return block(4, '')
}

test('places are right in any mixture of block and flow', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const text = grown(seed)
    expect(
      slices(rootOf(text), text).filter(([value, slice]) => slice !== String(value)),
      text,
    ).toEqual([])
  }
})

test('a collection ends after its bracket, or after its last value', () => {
  const text = 'a: {b: [1, "2" ], }\nc:\n  d: e\n'
  const root = rootOf(text)
  const span = (key: string) => {
    const value = root.kind === 'map' ? root.entries.get(key)?.value.span : undefined
    return value && text.slice(value.start, value.end)
  }
  expect([span('a'), span('c')]).toEqual(['{b: [1, "2" ], }', 'd: e'])
})

test('an alias is the data of its anchor, in the place of the alias', () => {
  const text = 'a: &x {b: 1}\nc: *x\n'
  expect(plain(text)).toEqual({ a: { b: 1 }, c: { b: 1 } })
  const root = rootOf(text)
  const span = root.kind === 'map' ? root.entries.get('c')?.value.span : undefined
  expect(span && text.slice(span.start, span.end)).toBe('*x')
})

test.each([
  ['nothing', ''],
  ['blanks and comments', '\n  \n# a comment\n---\n'],
  ['a byte order mark only', '\uFEFF'],
])('%s is an empty file', (_, text) => {
  expect(told(text)).toEqual(['E101 1:1 expected an experiment, found an empty file'])
})

test.each([
  ['a NUL', 'a: b\0c', 'E101 1:5'],
  ['bytes that are not UTF-8', new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0xfe]), 'E101 1:1'],
  ['what was read as if it were UTF-8', 'a: \uFFFD', 'E101 1:4'],
])('%s is binary data', (_, input, start) => {
  expect(told(input)).toEqual([`${start} expected a text in UTF-8, found binary data`])
})

test('control characters are a syntax error with a place', () => {
  expect(told('a: 1\nb: \x07').join()).toMatch(/^E100 2:4 this is not valid YAML/)
})

test('a list or a word is no experiment', () => {
  for (const text of ['- a', 'word', '5', '"a: b"']) expect(told(text)).toEqual([expect.stringContaining('E101 1:')])
})

test('two documents are one too many', () => {
  expect(told('a: 1\n---\nb: 2\n')).toEqual(['E101 2:1 expected one document, found a second one'])
})

test('a file of more than 1 MiB is refused before it is read', () => {
  expect(told(`a: ${'x'.repeat(1024 ** 2)}`)).toEqual([
    'E101 1:1 expected a file of at most 1 MiB, found 1048579 bytes',
  ])
})

test('nesting is bounded', () => {
  expect(told(`a: ${'['.repeat(50)}${']'.repeat(50)}`)).toEqual([])
  expect(told(`a: ${'['.repeat(100_000)}`).join()).toMatch(/^E100 1:\d+ this is not valid YAML: nesting exceeded/)
})

test('a YAML bomb is refused at the alias that goes too far, without being built', () => {
  const lines = ['a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]']
  for (let level = 1; level < 10; level += 1)
    lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`)
  const problems = told(lines.join('\n'))
  expect(problems[0]).toMatch(/^E100 \d+:\d+ aliases stand for too much data/)
})

test('more than a hundred aliases are refused', () => {
  const aliases = Array.from({ length: 101 }, (_, index) => `k${index}: *x`).join('\n')
  expect(told(`a: &x 1\n${aliases}`)).toEqual(['E100 102:7 expected at most 100 aliases'])
})

test('an anchor cannot contain itself, and must come first', () => {
  expect(told('a: &x [*x]')).toEqual(['E100 1:8 there is no anchor &x before this alias'])
  expect(told('a: *y')).toEqual(['E100 1:4 there is no anchor &y before this alias'])
})

test('keys that objects inherit, keys twice and keys that are no text are told all at once', () => {
  expect(told('__proto__: 1\nb:\n  constructor: 2\n  c: 3\n  c: 4\n"prototype": {}\n[d]: 5\n')).toEqual([
    'E100 1:1 "__proto__" cannot be a key here',
    'E100 3:3 "constructor" cannot be a key here',
    'E131 5:3 "c" is here twice',
    'E100 6:2 "prototype" cannot be a key here',
    'E100 7:1 a key must be text',
  ])
})

test('the data has no prototype to be polluted', () => {
  expect(Object.getPrototypeOf(toData(rootOf('a: 1')))).toBeNull()
})

test.each(['a: !!js/regexp /x/', 'a: !custom 5', 'a: !thing {b: 1}', 'a: !!set {b}'])(
  '%s has a tag that is refused',
  text => {
    expect(told(text)).toHaveLength(1)
    expect(told(text).join()).toMatch(/^E100 1:4 .*tag/)
  },
)
