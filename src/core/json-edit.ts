import { isUtf8 } from 'node:buffer'
import type { Json } from './json.js'
import type { JsonPath } from './json-path.js'

/** A copy of the document with another value at `path`, or without it where that is undefined; null: nothing is there. */
export const changeAt = (
  document: Json,
  path: JsonPath,
  change: (value: Json) => Json | undefined,
): { readonly document: Json } | null => {
  const [step, ...rest] = path
  if (step === undefined) {
    const value = change(document)
    return value === undefined ? null : { document: value }
  }
  const entries = entriesOf(document)
  const found = entries?.find(([key]) => key === step)
  if (!entries || !found) return null
  const inner = rest.length === 0 ? { document: change(found[1]) } : changeAt(found[1], rest, change)
  if (inner === null) return null
  const changed = entries.flatMap(([key, value]): Entry[] => {
    if (key !== step) return [[key, value]]
    return inner.document === undefined ? [] : [[key, inner.document]]
  })
  return { document: rebuilt(document, changed) }
}

type Entry = readonly [key: string | number, value: Json]

const entriesOf = (document: Json): readonly Entry[] | null => {
  if (isList(document)) return document.map((value, index) => [index, value])
  return typeof document === 'object' && document !== null ? Object.entries(document) : null
}

const rebuilt = (like: Json, entries: readonly Entry[]): Json =>
  isList(like) ? entries.map(([, value]) => value) : Object.fromEntries(entries)

/** Array.isArray does not narrow a readonly array. */
const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** A copy of the document with every member of that name changed, however deep; `count` tells how many there were. */
export const changeNamed = (
  document: Json,
  change: (name: string, value: Json) => { readonly name: string; readonly value: Json } | null | undefined,
): { readonly document: Json; readonly count: number } => {
  let count = 0
  const walk = (value: Json): Json => {
    if (isList(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    const members = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
      const changed = change(name, member)
      if (changed === undefined) return [[name, walk(member)]]
      count++
      return changed === null ? [] : [[changed.name, changed.value]]
    })
    return Object.fromEntries(members)
  }
  return { document: walk(document), count }
}

/** The same value in another type: numbers, true and false as text, anything else as a list of it. */
export const retyped = (value: Json): Json => {
  if (typeof value === 'string' && value.startsWith(EXACT)) return value.slice(EXACT.length)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : [value]
}

/** A number that JavaScript would write in another way (1.0, or an id of 20 digits) is kept as text behind this mark. */
const EXACT = '\0number '
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g

/** The document in these bytes; undefined when they are not JSON. Numbers stay as they are when it is written again. */
export const parsedJson = (bytes: Buffer): Json | undefined => {
  if (!isUtf8(bytes)) return undefined
  const text = bytes.toString()
  try {
    const document = JSON.parse(text)
    return text.includes('\\u0000') ? document : JSON.parse(text.replace(STRING_OR_NUMBER, exact))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const exact = (token: string): string =>
  token.startsWith('"') || String(Number(token)) === token ? token : JSON.stringify(EXACT + token)

export const writtenJson = (document: Json): Buffer =>
  Buffer.from(JSON.stringify(document).replace(/"\\u0000number ([^"]*)"/g, '$1'))
