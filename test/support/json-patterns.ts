import { type JsonPattern, parseJsonPattern } from '../../src/core/json-pattern.js'

/** The patterns of texts that are some. */
export const patternOf = (...texts: readonly string[]): readonly JsonPattern[] =>
  texts.map(text => {
    const parsed = parseJsonPattern(text)
    if (!parsed.ok) throw new Error(`${text}: ${parsed.why}`)
    return parsed.pattern
  })
