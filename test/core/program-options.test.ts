import * as v from 'valibot'
import { expect, test } from 'vitest'
import { argv, variables } from '../../src/core/program-options.js'

const messages = (shape: v.GenericSchema, input: unknown) =>
  (v.safeParse(shape, input).issues ?? []).map(({ message }) => message)

test('a program and its variables are text, also where they are written as numbers or truth values', () => {
  expect(v.parse(argv, ['node', 'server.js', 8080, true])).toEqual(['node', 'server.js', '8080', 'true'])
  expect(v.parse(variables, { PORT: 9001, DEBUG: false, EMPTY: '' })).toEqual({
    PORT: '9001',
    DEBUG: 'false',
    EMPTY: '',
  })
})

test('a line for a shell is no list of a program and its arguments', () => {
  expect(messages(argv, 'node server.js')).toEqual([
    'expected a list of a program and its arguments, such as [node, server.js]',
  ])
})

test.each([
  [argv, [''], 'expected the name of a program'],
  [argv, ['a', 'b\0c'], 'expected text without a NUL character'],
  [argv, ['\0'], 'expected text without a NUL character'],
  [variables, { A: '\0' }, 'expected text without a NUL character'],
  [variables, { 'A=B': 'c' }, 'expected the name of a variable, found "A=B"'],
  [variables, { '': 'c' }, 'expected the name of a variable, found ""'],
])('what the system could give to no program is refused', (shape, input, message) => {
  expect(messages(shape, input)).toEqual([message])
})
