import { expect, test } from 'vitest'
import { awaitedBy, hideAt, parseJsonPattern } from '../../src/core/json-pattern.js'
import { patternOf } from '../support/json-patterns.js'

const DOCUMENT = {
  card: 1,
  users: [
    { card: { n: 2 }, mail: 'a' },
    { card: 3, mail: 'b' },
  ],
  'a.b': { c: [4, 5] },
}

const HIDING = { hide: () => '?', isHidden: (name: string) => name === 'password' }

const hidden = (...texts: readonly string[]) => hideAt(DOCUMENT, awaitedBy(patternOf(...texts)), HIDING)

test.each([
  ['$.card', { card: '?' }],
  [
    '$..card',
    {
      card: '?',
      users: [
        { ...DOCUMENT.users[0], card: '?' },
        { ...DOCUMENT.users[1], card: '?' },
      ],
    },
  ],
  ['$.users[*].mail', { users: DOCUMENT.users.map(user => ({ ...user, mail: '?' })) }],
  ['$.users[1]', { users: [DOCUMENT.users[0], '?'] }],
  ["$['a.b'].c[0]", { 'a.b': { c: ['?', 5] } }],
  ['$["a.b"].*', { 'a.b': { c: '?' } }],
  ["$..['n']", { users: [{ card: { n: '?' }, mail: 'a' }, DOCUMENT.users[1]] }],
  ['$.users..n', { users: [{ card: { n: '?' }, mail: 'a' }, DOCUMENT.users[1]] }],
  ['$.nothing.there', {}],
])('%s hides what it leads to, and nothing else', (text, parts) => {
  expect(hidden(text)).toEqual({ ...DOCUMENT, ...parts })
})

test('several patterns hide what any of them leads to', () => {
  expect(hidden('$.card', '$.users', '$..c')).toEqual({ card: '?', users: '?', 'a.b': { c: '?' } })
})

test.each([
  ['card', 0, 'expected $'],
  ['$', 0, 'expected a name'],
  ['$[*]', 0, 'expected a name'],
  ['$.', 1, 'found .'],
  ['$..', 1, 'found ..'],
  ['$.a[?(@.b)]', 3, 'found [?(@.b)]'],
  ['$...a', 1, 'found ...a'],
  ["$['a", 1, "found ['a"],
])('%s is no pattern', (text, at, why) => {
  const parsed = parseJsonPattern(text)
  expect(parsed).toMatchObject({ ok: false, at })
  expect(parsed.ok ? '' : parsed.why).toContain(why)
})

test('a document of any depth is walked, and hidden where it is too deep to be looked at', () => {
  const deep = JSON.parse(`${'['.repeat(5_000)}{"card":1}${']'.repeat(5_000)}`)
  expect(JSON.stringify(hideAt(deep, awaitedBy(patternOf('$..card')), HIDING))).toBe(
    `${'['.repeat(100)}"?"${']'.repeat(100)}`,
  )
})
