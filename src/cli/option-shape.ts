import type * as v from 'valibot'

/** One key of a fault's or probe's options, as people read it. */
export interface OptionShape {
  /** Dotted where it is nested, such as `expect.status`. */
  readonly key: string
  readonly wanted: string
  /** As written in the file; null: it must be given. */
  readonly preset: string | null
}

/** What the walk needs to know of a valibot schema, read from the outside. */
interface Facts {
  readonly type: string
  readonly wrapped: unknown
  readonly preset: unknown
  readonly entries: unknown
  readonly options: unknown
  readonly literal: unknown
  readonly item: unknown
  readonly pipe: readonly unknown[]
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const factsOf = (schema: unknown): Facts => {
  const found = isRecord(schema) ? schema : {}
  return {
    type: typeof found.type === 'string' ? found.type : 'unknown',
    wrapped: found.wrapped,
    preset: typeof found.default === 'function' ? undefined : found.default,
    entries: found.entries,
    options: found.options,
    literal: found.literal,
    item: found.item,
    pipe: Array.isArray(found.pipe) ? found.pipe : [],
  }
}

/** The keys of an object's schema, in its order; a schema that is no object has one row with an empty key. */
export const optionShapes = (schema: v.GenericSchema): readonly OptionShape[] => rows('', schema, null)

const rows = (key: string, schema: unknown, preset: string | null): readonly OptionShape[] => {
  const { wrapped, preset: own, entries } = factsOf(schema)
  if (wrapped !== undefined) return rows(key, wrapped, own === undefined ? 'none' : show(own))
  if (!isRecord(entries)) return [{ key, wanted: wantedBy(schema), preset }]
  return Object.entries(entries).flatMap(([name, entry]) => rows(key === '' ? name : `${key}.${name}`, entry, null))
}

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const METADATA = ['metadata', 'description'] as const

/** The last description of the pipe, or what can be said from its type alone. */
const wantedBy = (schema: unknown): string => {
  const { pipe, type, options, literal, item, wrapped } = factsOf(schema)
  if (wrapped !== undefined) return wantedBy(wrapped)
  const said = pipe.filter(isRecord).flatMap(action => {
    const text = isRecord(action.metadata) ? action.metadata.description : action.description
    return METADATA.some(name => name === action.type) && typeof text === 'string' ? [text] : []
  })
  const described =
    said.at(-1) ??
    pipe
      .slice(1)
      .map(wantedBy)
      .find(text => text !== '')
  if (described !== undefined && described !== '') return described
  if (type === 'picklist' && Array.isArray(options)) return options.map(show).join(' | ')
  if ((type === 'union' || type === 'variant') && Array.isArray(options)) return options.map(wantedBy).join(', or ')
  if (type === 'literal') return show(literal)
  if (type === 'array') return `a list of ${wantedBy(item)}`
  return NAMES[type] ?? ''
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  record: 'a mapping of names to values',
  unknown: 'any value',
  any: 'any value',
}
