import { expect, test } from 'vitest'
import { outputMasker, redactionMasker } from '../../src/run/text-mask.js'
import { patternOf } from '../support/json-patterns.js'
import { blanked, redactionOf } from '../support/redaction.js'

const REDACTION = redactionOf({ headers: ['authorization', 'cookie', 'set-cookie', 'x-api-key'] })
const mask = redactionMasker(REDACTION)

test.each([
  ['/a?token=abc&page=2', '/a?token=?&page=2'],
  ['/a?page=2&access_token=abc#x', '/a?page=2&access_token=?#x'],
  ['/a?apiKey=abc', '/a?apiKey=?'],
  ['/a?code=abc&zipcode=12345', '/a?code=?&zipcode=12345'],
  ['/a?%74oken=abc', '/a?%74oken=?'],
  ['a=1&password=x', 'a=1&password=?'],
  ['password=x&a=1', 'password=?&a=1'],
  ['grant_type=a&code=b', 'grant_type=a&code=?'],
  ['exit code=5', 'exit code=5'],
  ['--api-key=abc --n=1', '--api-key=? --n=1'],
  ['/next?to=http%3A%2F%2Fh%2F%3Ftoken%3Dabc', '/next?to=?'],
  ['?token=${secrets.apiToken}', '?token=${secrets.apiToken}'],
  ['{"accessToken":"abc","code":7}', '{"accessToken":"?","code":7}'],
  ['> X-Auth-Token: a, b\n> Accept: x', '> X-Auth-Token: "?"\n> Accept: x'],
  ['Unexpected token: }', 'Unexpected token: }'],
  ['Proxy-Authorization: Basic YTpi', 'Proxy-Authorization: "Basic ?"'],
  ['/monkeys?monkey=1', '/monkeys?monkey=1'],
  ['http://me:pass@127.0.0.1/a', 'http://?@127.0.0.1/a'],
  ['mail to a@b.example', 'mail to a@b.example'],
  ['Authorization was Bearer abc.def-ghi_123', 'Authorization was Bearer ?'],
  ['Bearer ${secrets.apiToken}', 'Bearer ${secrets.apiToken}'],
  ['Token validation, Basic authentication works.', 'Token validation, Basic authentication works.'],
  ['id AKIAIOSFODNN7EXAMPLE.', 'id ?.'],
  ['a eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_ b', 'a ? b'],
])('%s is shown as %s', (text, shown) => {
  expect(blanked(mask(text))).toBe(shown)
})

test('what a service says is held until its line ends, so that no value is torn in two', () => {
  const said = outputMasker([], redactionOf({ json: patternOf('$..card') }))
  expect(said?.settled('all well\n{"card": "41')).toBe(9)
  expect(blanked(said?.mask('{"card": "4111"}\n{"card": {"n"\n') ?? '')).toBe('{"card": "?"}\n{"card": "?"\n')
  expect(outputMasker([], null)).toBeNull()
})

test('a key of several lines is held until its end, so that no line of it is written', () => {
  const said = outputMasker([], REDACTION)
  const begun = 'up\n-----BEGIN PRIVATE KEY-----\nMIIE\n'
  expect(said?.settled(begun)).toBe(3)
  const whole = `${begun}AB==\n-----END PRIVATE KEY-----\n`
  expect(said?.settled(whole)).toBe(whole.length)
  expect(blanked(said?.mask(whole) ?? '')).toBe('up\n?\n')
})

test.each([' ', '\n', '"', '\\', '//', '&', 'token: ', '"token":{', 'Basic '])(
  'a long text of nothing but %j costs no more than a text of its length may',
  piece => {
    const cost = (length: number) => {
      const text = piece.repeat(length / piece.length)
      const { user } = process.cpuUsage()
      mask(text)
      return process.cpuUsage().user - user
    }
    cost(1_000)
    expect(cost(100_000)).toBeLessThan(500_000)
  },
)
