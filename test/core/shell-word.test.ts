import { expect, test } from 'vitest'
import { shellWord } from '../../src/core/shell-word.js'

test.each([
  ['server.js', 'server.js'],
  ['--port=80', '--port=80'],
  ['', "''"],
  ['a b', "'a b'"],
  ["it's $(x)", "'it'\\''s $(x)'"],
  ['\x1b[2J', "'\\x1b[2J'"],
])('the word %j is shown as a shell takes it, inert: %s', (word, shown) => {
  expect(shellWord(word)).toBe(shown)
})
