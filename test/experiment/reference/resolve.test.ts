import { expect, test } from 'vitest'
import { segmentsOf } from '../../../src/experiment/reference/reference.js'
import { resolve } from '../../../src/experiment/reference/resolve.js'
import type { Scope } from '../../../src/experiment/reference/scope.js'
import { parseYaml } from '../../../src/experiment/yaml/parse.js'
import { toData } from '../../../src/experiment/yaml/tree.js'

const SCOPE: Scope = {
  vars: new Map<string, string | number | boolean | undefined>([
    ['rps', 20],
    ['on', true],
    ['text', 'a ${vars.rps} b'],
    ['broken', undefined],
  ]),
  secrets: new Map([['token', 's3cret']]),
  env: { HOME: '/home/me' },
  matrix: new Map([['delay', '3s']]),
  proxies: new Map([['edge', { url: 'http://127.0.0.1:1', host: '127.0.0.1', port: 1 }]]),
}

const resolved = (text: string) => {
  const parsed = parseYaml('x', text)
  if (!parsed.ok) throw new Error('the test needs valid YAML')
  const { root, flaws, used } = resolve(parsed.root, SCOPE, text)
  const told = flaws.map(({ code, message, span }) => `${code} ${text.slice(span.start, span.end)}: ${message}`)
  return { data: JSON.parse(JSON.stringify(toData(root))), told, used: [...used] }
}

test('a scalar that is one reference keeps the type of its value', () => {
  const { data } = resolved(
    'load: ["${vars.rps}", "${vars.on}", "${proxies.edge.port}", "${vars.rps}/s", " ${vars.rps}"]',
  )
  expect(data).toEqual({ load: [20, true, 1, '20/s', ' 20'] })
})

test('a value that looks like a reference is not looked into', () => {
  expect(resolved('title: "${vars.text}"').data).toEqual({ title: 'a ${vars.rps} b' })
})

test('$${ is a literal ${', () => {
  const { data, told } = resolved('title: "$${vars.rps} costs $5 {x} $$ ${vars.rps}"')
  expect(data).toEqual({ title: '${vars.rps} costs $5 {x} $$ 20' })
  expect(told).toEqual([])
})

test('keys are never references', () => {
  expect(resolved('load: {"${vars.rps}": 1}').data).toEqual({ load: { '${vars.rps}': 1 } })
})

test('a draw stays in load, for each request', () => {
  const { data, told } = resolved('load: "${random.int(1,5)} ${vars.rps}"\nservices: "${random.int(1,5)}"')
  expect(data.load).toBe('${random.int(1,5)} 20')
  expect(told).toEqual([
    'E209 ${random.int(1,5)}: ${random.int(1,5)} is drawn for each request, so it works in load only',
  ])
})

test('addresses of proxies are for the sections that are read late', () => {
  const { told } = resolved(
    'services: "${proxies.edge.url}"\nprobes: "${proxies.edge.host}"\nsafety: "${proxies.edge.url}"',
  )
  expect(told).toEqual([expect.stringMatching(/^E209 \$\{proxies.edge.url\}: .*use it in services, load or probes$/)])
})

test('what is inherited is no environment variable', () => {
  expect(resolved('title: "${env.HOME}"').data).toEqual({ title: '/home/me' })
  expect(resolved('title: "${env.constructor}"').told).toHaveLength(1)
  expect(resolved('title: "${vars.toString}"').told).toHaveLength(1)
})

test('declarations refer to nothing', () => {
  expect(resolved('vars: {a: {default: "${env.HOME}"}}').told).toEqual([expect.stringMatching(/^E209 \$\{env.HOME\}/)])
})

test('a reference to a value that is a problem already is no second problem', () => {
  expect(resolved('title: "${vars.broken}"').told).toEqual([])
})

test('the place of a reference is its own, where the text is spelled as its value is', () => {
  expect(resolved('title: "a ${vars.x} b"').told).toEqual(['E206 ${vars.x}: there is no variable "x"'])
  expect(resolved('title: "\\x61 ${vars.x}"').told).toEqual(['E206 \\x61 ${vars.x}: there is no variable "x"'])
})

test('variables are used where something refers to them', () => {
  expect(resolved('title: "${vars.rps}${vars.rps}"\nx-note: "${vars.on}"').used).toEqual(['vars.rps'])
})

test.each([
  '${}',
  '${vars}',
  '${vars.}',
  '${vars.a.b}',
  '${proxies.edge}',
  '${proxies.edge.path}',
  '${random.int(5,1)}',
  '${random.int(1)}',
  '${random.float(1,2)}',
  '${process.exit(1)}',
  '${vars.rps',
  '${matrix}',
])('%s is no reference', text => {
  expect(segmentsOf(text)).toMatchObject([{ kind: 'reference', reference: { of: 'nothing' } }])
})
