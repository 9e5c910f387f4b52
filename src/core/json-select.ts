import { type JsonPath, parseJsonPath, valueAt } from './json-path.js'

/** Values of a document: those at `base`, one by one where `filter` or `each` says so, and then at `rest` of each. */
export interface JsonSelection {
  readonly base: JsonPath
  /** Null: the value itself, not its items. */
  readonly items: { readonly path: JsonPath; readonly equals: unknown } | 'all' | null
  readonly rest: JsonPath
}

/** `[*]`, or `[?(@.path==value)]` with a JSON value or a text in single quotes. */
const ITEMS = /\[(?:\*|\?\(@(?<path>[^=]*)==\s*(?<value>"(?:[^"\\]|\\.)*"|'[^']*'|[\w.+-]+)\s*\))\]/

/** The part of RFC 9535 that names one value, or the items of one list that are like a value; or why it is not that. */
export const parseJsonSelection = (text: string): JsonSelection | string => {
  const found = ITEMS.exec(text)
  const [before, after] = found ? [text.slice(0, found.index), text.slice(found.index + found[0].length)] : [text, '']
  const [base, rest] = [parseJsonPath(before), parseJsonPath(`$${after}`)]
  if (!base.ok) return base.why
  if (!rest.ok) return rest.why
  if (found === null) return { base: base.path, items: null, rest: [] }
  const { path, value } = found.groups ?? {}
  if (path === undefined || value === undefined) return { base: base.path, items: 'all', rest: rest.path }
  const of = parseJsonPath(`$${path.trim()}`)
  const equals = literal(value)
  if (!of.ok) return of.why
  return equals === undefined
    ? `expected a JSON value, found ${value}`
    : { base: base.path, items: { path: of.path, equals }, rest: rest.path }
}

const literal = (text: string): unknown => {
  if (text.startsWith("'")) return text.slice(1, -1)
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The values that a selection finds; a value that is not there is none. */
export const select = (document: unknown, { base, items, rest }: JsonSelection): readonly unknown[] => {
  const at = valueAt(document, base)
  const list: readonly unknown[] = items === null ? [at] : Array.isArray(at) ? at : []
  const chosen =
    items === null || items === 'all' ? list : list.filter(item => valueAt(item, items.path) === items.equals)
  return chosen.map(item => valueAt(item, rest)).filter(value => value !== undefined)
}
