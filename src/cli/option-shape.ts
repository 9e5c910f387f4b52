import type * as v from 'valibot'

/** One key of a fault's or probe's options, as people read it. */
export interface OptionShape {
  /** Dotted where it is nested, such as `expect.status`; empty where the whole is one value. */
  readonly key: string
  /** What a value looks like, with its unit. */
  readonly value: string
  /** What it does; empty where the key says it. */
  readonly about: string
  /** As written in the file; null where there is none. */
  readonly preset: string | null
  readonly required: boolean
}

type Parts = Readonly<Record<string, unknown>>

/** A valibot schema is read from the outside: by its own documented properties, whatever its type. */
const isParts = (value: unknown): value is Parts => typeof value === 'object' && value !== null

const listOf = (value: unknown): readonly Parts[] => (Array.isArray(value) ? value.filter(isParts) : [])

/** A row for each key of an object's schema, in its order. */
export const optionShapes = (schema: v.GenericSchema): readonly OptionShape[] =>
  isParts(schema) ? rows('', schema, { preset: null, required: true }) : []

const rows = (key: string, schema: Parts, given: Pick<OptionShape, 'preset' | 'required'>): readonly OptionShape[] => {
  const { wrapped, entries } = schema
  if (isParts(wrapped)) {
    const empty = schema.default === undefined || typeof schema.default === 'function' || show(schema.default) === '{}'
    return rows(key, wrapped, { preset: empty ? null : show(schema.default), required: false })
  }
  if (isParts(entries))
    return Object.entries(entries).flatMap(([name, entry]) =>
      isParts(entry) ? rows(key === '' ? name : `${key}.${name}`, entry, { preset: null, required: true }) : [],
    )
  const [value = '', ...abouts] = [wanted(schema), ...descriptions(schema)]
  return [{ key, value, about: abouts.filter(about => about !== value).at(-1) ?? '', ...given }]
}

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** All that the pipes say, the innermost first. */
const descriptions = (schema: Parts): readonly string[] =>
  listOf(schema.pipe).flatMap((part, at) => {
    const { type, metadata, description } = part
    if (type === 'metadata' && isParts(metadata) && typeof metadata.description === 'string')
      return [metadata.description]
    if (type === 'description' && typeof description === 'string') return [description]
    return at === 0 ? descriptions(part) : []
  })

/** A description that comes with examples is about the value itself. */
const exemplified = (schema: Parts): string | undefined => {
  for (const [at, part] of listOf(schema.pipe).entries()) {
    const { metadata } = part
    if (isParts(metadata) && 'examples' in metadata && typeof metadata.description === 'string')
      return metadata.description
    const inner = at === 0 ? exemplified(part) : undefined
    if (inner !== undefined) return inner
  }
  return undefined
}

const wanted = (schema: Parts): string => exemplified(schema) ?? byType(schema)

const byType = (schema: Parts): string => {
  const { type, wrapped, options, literal, item, value } = schema
  if (isParts(wrapped)) return wanted(wrapped)
  if (type === 'picklist' && Array.isArray(options)) return options.map(show).join(' | ')
  if (type === 'union' || type === 'variant') return listOf(options).map(wanted).join(', or ')
  if (type === 'literal') return show(literal)
  if (type === 'array' && isParts(item)) return `a list of ${wanted(item)}`
  if (type === 'record' && isParts(value)) return `a mapping of names to ${wanted(value)}`
  return typeof type === 'string' ? (NAMES[type] ?? type) : ''
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  record: 'a mapping of names to values',
  object: 'a mapping',
  strict_object: 'a mapping',
  unknown: 'any value',
  any: 'any value',
}
