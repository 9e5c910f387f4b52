import { expect, test } from 'vitest'
import { canRedraw, lookOf } from '../../src/cli/look.js'

const colour = (isTTY: boolean, env: Record<string, string>, flag: boolean | null = null) =>
  lookOf({ isTTY, env, flag }).colour

test.each([
  ['a terminal has colours', true, {}, null, true],
  ['a pipe has none', false, {}, null, false],
  ['--no-color beats a terminal and FORCE_COLOR', true, { FORCE_COLOR: '1' }, false, false],
  ['--color beats a pipe and NO_COLOR', false, { NO_COLOR: '1' }, true, true],
  ['NO_COLOR beats FORCE_COLOR', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, null, false],
  ['an empty NO_COLOR says nothing', true, { NO_COLOR: '' }, null, true],
  ['FORCE_COLOR beats a pipe', false, { FORCE_COLOR: '1' }, null, true],
  ['FORCE_COLOR=0 is none', true, { FORCE_COLOR: '0' }, null, false],
  ['FORCE_COLOR beats a dumb terminal', true, { FORCE_COLOR: '1', TERM: 'dumb' }, null, true],
  ['a dumb terminal has none', true, { TERM: 'dumb' }, null, false],
  ['GitHub shows colours', false, { GITHUB_ACTIONS: 'true' }, null, true],
  ['another CI does not', false, { CI: 'true' }, null, false],
])('%s', (_, isTTY, env, flag, expected) => {
  expect(colour(isTTY, env, flag)).toBe(expected)
})

test.each([
  [{}, false],
  [{ LANG: 'de_DE.UTF-8' }, false],
  [{ LANG: 'C' }, true],
  [{ LANG: 'C', LC_ALL: 'C.utf8' }, false],
  [{ LANG: 'C.UTF-8', TERM: 'dumb' }, true],
  [{ LANG: 'C.UTF-8', FALLACY_ASCII: '1' }, true],
  [{ LANG: 'C', FALLACY_ASCII: '0' }, false],
])('with %o marks are words of ASCII: %s', (env, expected) => {
  expect(lookOf({ isTTY: true, env, flag: null }).ascii).toBe(expected)
})

test.each([
  ['a terminal of 80 columns', true, 80, {}, true],
  ['a terminal of 0 columns, where ora would spin for ever', true, 0, {}, false],
  ['a pipe', false, 80, {}, false],
  ['CI', true, 80, { CI: 'true' }, false],
  ['an empty CI', true, 80, { CI: '' }, true],
  ['a dumb terminal', true, 80, { TERM: 'dumb' }, false],
])('a live view on %s: %s %i %o %s', (_, isTTY, columns, env, expected) => {
  expect(canRedraw({ isTTY, columns }, env)).toBe(expected)
})
