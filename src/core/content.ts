import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { type JsonPath, parseJsonPath, valueAt } from './json-path.js'
import { type Redaction, shownAt } from './redaction.js'
import { parseRegex, search } from './safe-regex.js'

/** What is asked of a text that came from the system: the options of probes, and how they are answered. */
export const jsonPath = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): JsonPath => {
    const parsed = parseJsonPath(dataset.value)
    if (parsed.ok) return parsed.path
    addIssue({ message: `not a JSON path, at character ${parsed.at + 1}: ${parsed.why}` })
    return NEVER
  }),
  v.metadata({ description: "a JSON path such as $.items[0].id or $['a b']", examples: ['$.count'] }),
)

export const regex = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): RegExp => {
    const parsed = parseRegex(dataset.value)
    if (parsed.ok) return parsed.regex
    addIssue({ message: `not a regular expression that can be used here: ${parsed.why}` })
    return NEVER
  }),
  v.metadata({ description: 'a regular expression of at most 200 characters', examples: ['ready in (\\d+) ms'] }),
)

const pathOf = (text: string): JsonPath | null => {
  const parsed = parseJsonPath(text)
  return parsed.ok ? parsed.path : null
}

/** A JSON path, as written and parsed, and the value that must be there. */
export interface Expected {
  readonly text: string
  readonly path: JsonPath
  readonly value: unknown
}

/** A map from JSON paths to the values that must be there. */
export const expectedJson = v.pipe(
  v.record(
    v.pipe(
      v.string(),
      v.check(
        text => pathOf(text) !== null,
        issue => `expected a JSON path such as $.status, found ${issue.input}`,
      ),
    ),
    v.unknown(),
  ),
  v.transform((map): readonly Expected[] =>
    Object.entries(map).map(([text, value]) => ({ text, path: pathOf(text) ?? [], value })),
  ),
  v.metadata({ description: 'JSON paths, each with the value that must be there' }),
)

/** A text that must occur, or a pattern that must match. */
export const expectedText = v.pipe(
  v.union(
    [v.string(), v.strictObject({ regex: v.pipe(regex, v.metadata({ description: 'a pattern that it must match' })) })],
    // Whoever wrote a pattern wants to hear of it, and not that it is no text.
    ({ issues }) => issues?.find(({ path }) => path)?.message ?? 'expected a text, or a pattern as {regex: …}',
  ),
  v.metadata({ description: 'a text that it must contain, or a pattern as {regex: …}', examples: ['ready'] }),
)

/** Why `text` is not as expected; null when it is. */
export const unlikeText = (text: string, expected: v.InferOutput<typeof expectedText>): string | null => {
  if (typeof expected === 'string') return text.includes(expected) ? null : `does not contain ${short(expected)}`
  const { kind } = search(expected.regex, text)
  if (kind === 'tooSlow') return `could not be searched for ${expected.regex.source} in time`
  return kind === 'match' ? null : `does not match ${expected.regex.source}`
}

/** Why `text` is not JSON as expected; null when it is. Without a redaction nothing is hidden. */
export const unlikeJson = (text: string, expected: readonly Expected[], redaction?: Redaction): string | null => {
  const document = parsed(text)
  if (document === null) return 'is not JSON'
  for (const { text: path, path: steps, value } of expected) {
    const found = valueAt(document.value, steps)
    const seen = (one: unknown) => shown(redaction ? shownAt(redaction, steps, one) : one)
    if (!isDeepStrictEqual(found, value)) return `has ${seen(found)} at ${path}, expected ${seen(value)}`
  }
  return null
}

/** Where a number is found in a text. */
export const valuePlace = {
  json: v.optional(jsonPath),
  regex: v.optional(
    v.pipe(regex, v.metadata({ description: 'a pattern whose first group (or all of it) is the number' })),
  ),
}
export interface ValuePlace {
  readonly json?: JsonPath | undefined
  readonly regex?: RegExp | undefined
}

export type Value = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly why: string }

/** The number at `place` in `text`. */
export const valueIn = (text: string, { json, regex }: ValuePlace): Value => {
  if (json !== undefined) {
    const document = parsed(text)
    return document === null ? { ok: false, why: 'is not JSON' } : numberOf(valueAt(document.value, json))
  }
  if (regex === undefined) return numberOf(text.trim())
  const found = search(regex, text)
  if (found.kind === 'match') return numberOf(found.groups[1] ?? found.groups[0])
  return { ok: false, why: found.kind === 'none' ? `does not match ${regex.source}` : 'could not be searched in time' }
}

const numberOf = (found: unknown): Value => {
  const value = typeof found === 'string' && found.trim() !== '' ? Number(found) : found
  if (typeof value === 'number' && Number.isFinite(value)) return { ok: true, value }
  return { ok: false, why: `has ${shown(found)} where a number was expected` }
}

const parsed = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : short(JSON.stringify(value)))
const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
