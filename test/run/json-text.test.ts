import { expect, test } from 'vitest'
import { jsonTextMasker } from '../../src/run/json-text.js'
import { patternOf } from '../support/json-patterns.js'
import { blanked, redactionOf } from '../support/redaction.js'

const mask = jsonTextMasker(redactionOf({ json: patternOf('$..card', "$['e.mail']") }))

test.each([
  ['{"card":"4111","n":1}', '{"card":"?","n":1}'],
  ['{"card" : 4111}', '{"card" : "?"}'],
  ['{"card":null,"n":1}', '{"card":"?","n":1}'],
  ['said {"card":{"a":["}",1]},"n":1} twice', 'said {"card":"?","n":1} twice'],
  ['{"card":[1,[2]],"e.mail":"a"}', '{"card":"?","e.mail":"?"}'],
  ['{"card":"a \\" b","n":1}', '{"card":"?","n":1}'],
  ['{"card":"41', '{"card":"?"'],
  ['{"card":{"n":41', '{"card":"?"'],
  ['{"card":{"card":1},"n":1}', '{"card":"?","n":1}'],
  ['{"discard":1,"exmail":2}', '{"discard":1,"exmail":2}'],
  ['the card: 4111', 'the card: 4111'],
  ['body: "{\\"card\\":\\"41 \\\\\\" 11\\",\\"n\\":1}"', 'body: "{\\"card\\":\\"?\\",\\"n\\":1}"'],
  ['body: "{\\"card\\":4111,\\"n\\":1}"', 'body: "{\\"card\\":\\"?\\",\\"n\\":1}"'],
  ['body: "{\\"card\\":{\\"n\\":1}}" # x', 'body: "{\\"card\\":\\"?\\"" # x'],
  ['{"card": "${vars.card}"}', '{"card": "${vars.card}"}'],
])('%s is shown as %s', (text, shown) => {
  const once = mask(text)
  expect(blanked(once)).toBe(shown)
  expect(mask(once)).toBe(once)
})
