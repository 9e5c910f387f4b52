/** As much of JSON Schema draft-07 as our own schema uses: enough to see that it takes what the loader takes. */
export type Schema = boolean | { readonly [keyword: string]: unknown }

type Rule = (schema: never, value: unknown, all: Record<string, unknown>) => boolean

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value
}

const isOther = (name: string, all: Record<string, unknown>): boolean => {
  const properties = isMap(all.properties) ? all.properties : {}
  const patterns = isMap(all.patternProperties) ? Object.keys(all.patternProperties) : []
  return !Object.hasOwn(properties, name) && !patterns.some(pattern => new RegExp(pattern).test(name))
}

const RULES: Readonly<Record<string, Rule>> = {
  type: (types: string | readonly string[], value) =>
    [types].flat().some(type => typeOf(value) === type || (type === 'number' && typeof value === 'number')),
  const: (wanted: unknown, value) => value === wanted,
  enum: (wanted: readonly unknown[], value) => wanted.includes(value),
  pattern: (pattern: string, value) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minLength: (least: number, value) => typeof value !== 'string' || value.length >= least,
  maxLength: (most: number, value) => typeof value !== 'string' || value.length <= most,
  minItems: (least: number, value) => !Array.isArray(value) || value.length >= least,
  minProperties: (least: number, value) => !isMap(value) || Object.keys(value).length >= least,
  minimum: (least: number, value) => typeof value !== 'number' || value >= least,
  maximum: (most: number, value) => typeof value !== 'number' || value <= most,
  exclusiveMinimum: (least: number, value) => typeof value !== 'number' || value > least,
  required: (names: readonly string[], value) => !isMap(value) || names.every(name => Object.hasOwn(value, name)),
  properties: (properties: Record<string, Schema>, value) =>
    !isMap(value) ||
    Object.entries(properties).every(([name, inner]) => !Object.hasOwn(value, name) || fits(inner, value[name])),
  propertyNames: (inner: Schema, value) => !isMap(value) || Object.keys(value).every(name => fits(inner, name)),
  additionalProperties: (inner: Schema, value, all) =>
    !isMap(value) || Object.entries(value).every(([name, one]) => !isOther(name, all) || fits(inner, one)),
  items: (inner: Schema | readonly Schema[], value, all) =>
    !Array.isArray(value) ||
    value.every((one, at) => fits(Array.isArray(inner) ? (inner[at] ?? all.additionalItems ?? true) : inner, one)),
  anyOf: (options: readonly Schema[], value) => options.some(option => fits(option, value)),
  oneOf: (options: readonly Schema[], value) => options.filter(option => fits(option, value)).length === 1,
  not: (inner: Schema, value) => !fits(inner, value),
}
const SILENT = ['$schema', '$id', 'title', 'description', 'default', 'examples', 'patternProperties', 'additionalItems']

/** Throws for a keyword that it does not know, so that nothing passes by not being looked at. */
export const fits = (schema: Schema, value: unknown): boolean => {
  if (typeof schema === 'boolean') return schema
  return Object.entries(schema).every(([keyword, wanted]) => {
    if (SILENT.includes(keyword)) return true
    const rule = RULES[keyword]
    if (rule === undefined) throw new Error(`the schema has a keyword that is not known here: ${keyword}`)
    // The value of a keyword is what draft-07 says it is.
    return rule(wanted as never, value, schema)
  })
}
