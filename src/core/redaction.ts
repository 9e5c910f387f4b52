import type { JsonPath } from './json-path.js'
import { awaitedBy, below, hideAt, type JsonPattern } from './json-pattern.js'

/** What no output may show. */
export interface Redaction {
  /** Names of header fields, in lower case. */
  readonly headers: readonly string[]
  readonly json: readonly JsonPattern[]
}

export const NOTHING_REDACTED: Redaction = { headers: [], json: [] }

/** What stands where a value was. */
export const REDACTED = '‹redacted›'

/** The value at `path` of a document as it may be shown. */
export const shownAt = ({ json }: Redaction, path: JsonPath, value: unknown): unknown => {
  let awaited = awaitedBy(json)
  for (const step of path) {
    const next = below(awaited, step)
    if (next === true) return REDACTED
    awaited = next
  }
  return hideAt(value, awaited, REDACTED)
}

/** True where what is at `path` may not be shown. */
export const hides = (redaction: Redaction, path: JsonPath): boolean => shownAt(redaction, path, null) === REDACTED

/** The value of a header field as it may be shown. */
export const shownField = ({ headers }: Redaction, name: string, value: string): string =>
  headers.includes(name.toLowerCase()) ? REDACTED : value
