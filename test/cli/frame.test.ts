import { expect, test } from 'vitest'
import { renderProblems } from '../../src/cli/frame.js'
import type { Problem } from '../../src/core/problem.js'

const place = (line: number, column: number, length: number, file = 'x.yaml') => ({ file, line, column, length })
const problem = (rest: Partial<Problem>): Problem => ({
  code: 'E104',
  severity: 'error',
  message: 'no such key',
  ...rest,
})
const render = (source: string, ...problems: readonly Problem[]) =>
  renderProblems(problems, new Map([['x.yaml', source]]))

test('a problem shows its line, the two before it, a caret under the place, and what would do', () => {
  const source = 'faults:\n  slow:\n    target: payments\n    latancy: {add: 3s}\n'
  const found = problem({
    message: 'unknown fault "latancy", did you mean "latency"?',
    place: place(4, 5, 7),
    label: 'not a key here',
    hints: ['here: target, percent', 'fallacy faults latency'],
  })
  expect(render(source, found)).toBe(`error[E104] unknown fault "latancy", did you mean "latency"?
  --> x.yaml:4:5
     |
   2 |   slow:
   3 |     target: payments
   4 |     latancy: {add: 3s}
     |     ^^^^^^^ not a key here
     |
   = here: target, percent
   = fallacy faults latency

1 error in 1 file
`)
})

test('a related place is underlined with dashes, with a gap between when it is far away', () => {
  const source = ['proxies:', '  payments: {}', 'a: 1', 'b: 2', 'c: 3', 'faults:', '    target: payments/charge'].join(
    '\n',
  )
  const found = problem({
    place: place(7, 13, 15),
    label: 'no such route',
    related: { place: place(2, 3, 8), label: 'proxy declared here' },
  })
  expect(render(source, found)).toContain(`
     |
   2 |   payments: {}
     |   -------- proxy declared here
 ... |
   7 |     target: payments/charge
     |             ^^^^^^^^^^^^^^^ no such route
     |
`)
})

test('a related place that is near has the lines between it, also when it comes after', () => {
  const found = problem({ place: place(1, 1, 1), related: { place: place(3, 1, 1), label: 'here' } })
  expect(render('a\nb\nc', found)).toContain('   1 | a\n     | ^\n   2 | b\n   3 | c\n     | - here\n')
})

test('two marks on one line stand under it one after the other', () => {
  const found = problem({ place: place(1, 4, 1), label: 'second', related: { place: place(1, 1, 1), label: 'first' } })
  expect(render('a: a', found)).toContain('   1 | a: a\n     | - first\n     |    ^ second\n')
})

test('tabs show as arrows and keep their column', () => {
  expect(render('\ta: 1', problem({ place: place(1, 2, 1) }))).toContain('   1 | →a: 1\n     |  ^\n')
})

test('the caret stands by code points where the line has characters beyond the basic plane', () => {
  expect(render('🐌🐌: bad', problem({ place: place(1, 7, 3) }))).toContain('   1 | 🐌🐌: bad\n     |     ^^^\n')
})

test('carriage returns and a byte order mark take no column', () => {
  const shown = render('\uFEFFa: 1\r\nb: 2\r\n', problem({ place: place(2, 4, 1) }))
  expect(shown).toContain('   1 | a: 1\n   2 | b: 2\n     |    ^\n')
})

test('a long line is a window around its caret', () => {
  const source = `key: {${'a: 1, '.repeat(60)}bad: 2, ${'b: 1, '.repeat(60)}}`
  const column = source.indexOf('bad') + 1
  const lines = render(source, problem({ place: place(1, column, 3) })).split('\n')
  const shown = lines.find(line => line.includes('bad')) ?? ''
  const below = lines.find(line => line.includes('^')) ?? ''
  expect(shown.length).toBeLessThan(120)
  expect(shown.slice(shown.indexOf('|') + 2)).toMatch(/^….*…$/)
  expect(below.indexOf('^')).toBe(shown.indexOf('bad'))
  expect(below).toMatch(/\^\^\^$/)
})

test('a mark never runs past its line', () => {
  expect(render('a: |\n  text', problem({ place: place(1, 4, 40) }))).toContain('   1 | a: |\n     |    ^\n')
})

test('characters that act on a terminal are shown, not sent', () => {
  const shown = render('a: \x1b[31mred\u202e', problem({ message: 'found "\x1b[2J"', place: place(1, 4, 1) }))
  expect(shown).not.toMatch(/\x1b|\u202e/)
  expect(shown).toContain('a: ␛[31mred\ufffd')
  expect(shown).toContain('found "\\x1b[2J"')
})

test('line numbers of three digits widen the gutter', () => {
  const source = Array.from({ length: 120 }, (_, at) => `k${at}: 1`).join('\n')
  expect(render(source, problem({ place: place(101, 1, 4), hints: ['h'] }))).toContain(
    '      |\n   99 | k98: 1\n  100 | k99: 1\n  101 | k100: 1\n      | ^^^^\n      |\n    = h\n',
  )
})

test('problems come in the order of their places and are counted', () => {
  const shown = render(
    'a\nb',
    problem({ code: 'E2', place: place(2, 1, 1) }),
    problem({ code: 'W1', severity: 'warning', place: place(1, 1, 1) }),
    problem({ code: 'E1', place: place(1, 1, 1, 'other.yaml') }),
  )
  expect(shown.match(/\[\w+\]/g)).toEqual(['[E1]', '[W1]', '[E2]'])
  expect(shown).toMatch(/\n2 errors, 1 warning in 2 files\n$/)
})

test('a problem without a place, or whose text is not at hand, has no frame', () => {
  expect(render('a', problem({}))).toBe('error[E104] no such key\n\n1 error in 1 file\n')
  expect(render('a', problem({ place: place(3, 1, 1, 'gone.yaml') }))).not.toContain(' | ')
})
