import { expect, test } from 'vitest'
import { hiddenSource } from '../../src/experiment/hidden-source.js'
import { parseYaml } from '../../src/experiment/yaml/parse.js'
import { patternOf } from '../support/json-patterns.js'
import { blanked, redactionOf } from '../support/redaction.js'

const shown = (text: string): string => {
  const parsed = parseYaml('x.yaml', text)
  if (!parsed.ok) throw new Error('no YAML')
  const redaction = redactionOf({ json: patternOf('$..card', '$.user.mail') })
  return blanked(hiddenSource(text, parsed.root, redaction)).replaceAll('"?"', '?')
}

test.each([
  ['a body in flow', 'json: {card: 4111, n: 1}', 'json: {card: ?, n: 1}'],
  ['a body in blocks', 'json:\n  card:\n    n: 1\n    m: 2\n  n: 1\n', 'json:\n  card:\n    ?\n  n: 1\n'],
  [
    'a text in quotes',
    `json: {card: "41", n: '1'}\njson2: {"$.card": '41'}`,
    `json: {card: ?, n: '1'}\njson2: {"$.card": '?'}`,
  ],
  ['a text of several lines', 'json:\n  card: >-\n    41\n    11\n  n: 1\n', 'json:\n  card: >-\n    ?\n  n: 1\n'],
  ['a list', 'json: [{user: {mail: a}}, {card: b}]', 'json: [{user: {mail: a}}, {card: ?}]'],
  [
    'a path with its value',
    'expect: {json: {"$.user.mail": a@b, "$.n": 1}}',
    'expect: {json: {"$.user.mail": ?, "$.n": 1}}',
  ],
  ['a path to what holds it', 'set: {"$.user": {mail: a, n: 1}}', 'set: {"$.user": {mail: ?, n: 1}}'],
  ['a path below it', 'set: {"$.card.n": 1}', 'set: {"$.card.n": ?}'],
  ['a reference', 'json: {card: "${vars.card}"}', 'json: {card: "${vars.card}"}'],
  ['what is called like a secret', 'json: {password: x, n: 1}', 'json: {password: ?, n: 1}'],
  ['a document that is called so', 'json: {session: {id: x}}', 'json: {session: ?}'],
  ['a header', 'headers: {x-auth-token: abc, accept: x}', 'headers: {x-auth-token: ?, accept: x}'],
  ['an environment', 'env: {DB_PASSWORD: abc, DB: x}', 'env: {DB_PASSWORD: ?, DB: x}'],
  ['a variable', 'vars: {apiKey: {default: abc}, n: {default: 1}}', 'vars: {apiKey: {default: ?}, n: {default: 1}}'],
  ['a part with such a name', 'probes: {session: {type: tcp}}', 'probes: {session: {type: tcp}}'],
  ['secrets', 'secrets: {token: {env: TOKEN}}', 'secrets: {token: {env: TOKEN}}'],
  [
    'what is no document',
    'card: 1\nuser: {mail: a}\nvalue: {json: $.card}',
    'card: 1\nuser: {mail: a}\nvalue: {json: $.card}',
  ],
])('of %s only what is hidden is taken out', (_, text, expected) => {
  expect(shown(text)).toBe(expected)
})
