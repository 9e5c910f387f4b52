import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { curlOf } from '../../../src/reporters/html/curl.js'

const exchange = (method: string, url: string | null) => ({
  ...{
    x: 1,
    route: 'payments',
    method,
    url,
    end: null,
    status: null,
    sent: null,
    headMs: null,
    totalMs: null,
    doses: [],
  },
})

/** The words that a shell makes of a command. */
const wordsOf = (command: string): readonly string[] =>
  execFileSync('sh', ['-c', command.replace(/^curl/, "printf '%s\\n'")], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')

test('a plain request is plain', () => {
  expect(curlOf(exchange('GET', 'http://127.0.0.1:9002/charges/7'))).toBe('curl -i http://127.0.0.1:9002/charges/7')
  expect(curlOf(exchange('POST', 'http://127.0.0.1:9002/charges'))).toBe(
    'curl -i -X POST http://127.0.0.1:9002/charges',
  )
})

test.each([
  'http://h/?a=1&b=$(touch x)`id`;reboot|sh>f',
  "http://h/it's '; echo owned; '",
  'http://h/~/*/"$HOME"\\n!!',
])('a shell makes one word of %s', url => {
  expect(wordsOf(curlOf(exchange('PO ST;id', url)))).toEqual(['-i', '-X', 'PO ST;id', url])
})

test('what a terminal would act on is shown as an escape', () => {
  expect(wordsOf(curlOf(exchange('GET', 'http://h/\u001b[2J\n\u202e')))).toEqual([
    '-i',
    '-g',
    'http://h/\\x1b[2J\\n\\u202e',
  ])
})

test('curl expands no pattern in a URL', () => {
  expect(wordsOf(curlOf(exchange('GET', 'http://h/{a,b}[1-9]')))).toEqual(['-i', '-g', 'http://h/{a,b}[1-9]'])
})

test('an exchange whose URL is not known is only named', () => {
  expect(curlOf(exchange('CONNECT', null))).toBe('CONNECT by payments')
})
