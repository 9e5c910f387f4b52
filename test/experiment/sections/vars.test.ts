import { expect, test } from 'vitest'
import type { LoadInput } from '../../../src/experiment/load.js'
import { FIRST_PORT, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const withVar = (declaration: string): string =>
  `${MINIMAL.replace('name: slow-payments', 'name: slow-payments\ntitle: "v=${vars.v}"')}vars: {v: ${declaration}}\n`
const given = async (declaration: string, input: Partial<LoadInput> = {}) =>
  (await loaded(withVar(declaration), input)).plan.title.slice(2)
const told = (declaration: string, input: Partial<LoadInput> = {}) => problemsOf(withVar(declaration), input)

test.each([
  ['{default: text}', 'text'],
  ['{default: 5}', '5'],
  ['{default: true}', 'true'],
  ['{default: 5, type: string}', '5'],
  ['{default: "7", type: integer}', '7'],
  ['{default: 1.5s, type: duration, min: 1s, max: 2s}', '1.5s'],
  ['{default: 30%, type: percent}', '30%'],
  ['{default: "http://127.0.0.1/", type: url}', 'http://127.0.0.1/'],
  ['{default: b, enum: [a, b]}', 'b'],
  ['{default: 8080, type: port}', '8080'],
  ['{type: port}', String(FIRST_PORT)],
])('%s has a value', async (declaration, value) => {
  expect(await given(declaration)).toBe(value)
})

test.each([
  ['{default: abc, type: number}', 'E208', 'v="abc" is not a number'],
  ['{default: 1.5, type: integer}', 'E208', 'v=1.5 is not a whole number'],
  ['{default: 5, type: duration}', 'E208', 'v=5 is not a duration such as 250ms'],
  ['{default: 3s, type: duration, max: 2s}', 'E208', 'v="3s" is above max 2s'],
  ['{default: 1, min: 2}', 'E208', 'v=1 is below min 2'],
  ['{default: c, enum: [a, b]}', 'E208', 'v="c" is not one of a, b'],
  ['{default: yes, type: boolean}', 'E208', 'v="yes" is not true or false'],
  ['{default: 70000, type: port}', 'E208', 'v=70000 is not a port'],
  ['{default: nowhere, type: url}', 'E208', 'v="nowhere" is not a URL'],
  ['{}', 'E207', 'variable "v" has no value'],
  ['{env: V}', 'E207', 'V is not set and has no default'],
  ['{default: [1]}', 'E110', 'expected text, a number or true or false, found a list'],
  ['{type: sting, default: a}', 'E111', 'did you mean "string"?'],
])('%s is refused, once', async (declaration, code, message) => {
  const [problem, ...others] = await told(declaration)
  expect(problem).toContain(code)
  expect(problem).toContain(message)
  expect(others).toEqual([])
})

test('values from outside are text, checked against the type that is declared', async () => {
  const declaration = '{default: 20, max: 200, env: RPS}'
  expect(await given(declaration, { env: { RPS: '30' } })).toBe('30')
  expect(await told(declaration, { env: { RPS: 'abc' } })).toEqual(['E208 16:8 RPS="abc" is not a number'])
  expect(await told(declaration, { vars: { v: '500' } })).toEqual(['E208 16:8 v="500" from --var is above max 200'])
})

test('a variable that is not used is advised against', async () => {
  expect(await problemsOf(`${MINIMAL}vars: {v: {default: 1}}\n`)).toEqual(['W301 15:8 variable "v" is not used'])
})
