import { expect, test } from 'vitest'
import { parseRegex, REGEX_LIMITS, search } from '../../src/core/safe-regex.js'

test.each(['(a+)+', '(a*)*b', '(?:x|(y+)z)*', '((a+))+', '(a{2,})+', '(a+){3,}'])('%s is refused', pattern => {
  expect(parseRegex(pattern)).toMatchObject({ ok: false, why: expect.stringContaining('repetition') })
})

test.each(['a+b+', '(ab)+', '[(a+)+]+', String.raw`\(a+\)+`, '(a+){2}', '(a+)?', '(a+)(b+)', 'ready in (\\d+) ms'])(
  '%s is allowed',
  pattern => {
    expect(parseRegex(pattern)).toMatchObject({ ok: true })
  },
)

test('a pattern that is no regular expression or too long is refused with the reason', () => {
  expect(parseRegex('(')).toMatchObject({ ok: false, why: expect.stringContaining('Unterminated group') })
  expect(parseRegex('a'.repeat(201))).toMatchObject({ ok: false, why: 'expected at most 200 characters, found 201' })
})

test('a search gives its groups, an absent one as nothing', () => {
  expect(search(/a(b)?(c)/, 'xac')).toEqual({ kind: 'match', groups: ['ac', '', 'c'] })
  expect(search(/b/, 'xac')).toEqual({ kind: 'none' })
})

test('a search that would take for ever is given up', () => {
  expect(search(/^(?:a|a)*$/, `${'a'.repeat(60)}b`)).toEqual({ kind: 'tooSlow' })
})

test('only the start of a long text is searched', () => {
  expect(search(/b/, `${'a'.repeat(REGEX_LIMITS.text)}b`)).toEqual({ kind: 'none' })
})
