/** Writes dist/schema/experiment.v1.json from the shapes that check the file; run after tsc, not part of the package. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** @typedef {Record<string, any>} JsonSchema */

const ADDRESS = 'https://unpkg.com/fallacy/schema/experiment.v1.json'
const REFERENCE = { type: 'string', pattern: '\\$\\{.+\\}', description: 'A reference such as ${vars.x}.' }
/** What tells the alternatives apart, and cannot be a reference. */
const PLAIN_KEYS = new Set(['version', 'kind', 'type'])

/** The outermost one. @param {any} shape @returns {string | undefined} */
const descriptionOf = shape =>
  v.getDescription(shape) ?? v.getMetadata(shape).description ?? (shape.wrapped && descriptionOf(shape.wrapped))

/** What a key means; where it stands behind a transformation, it would be taken for that of what comes out of it. */
const described = ({ valibotSchema, jsonSchema }) => {
  if (!jsonSchema.properties || !valibotSchema.entries) return jsonSchema
  const properties = mapped(jsonSchema.properties, (property, key) => {
    const entry = valibotSchema.entries[key]
    const { examples } = v.getMetadata(entry)
    return defined({ examples, ...property, description: descriptionOf(entry) ?? property.description })
  })
  return { ...jsonSchema, properties }
}

/** @param {any} shape @returns {JsonSchema} */
const convert = shape => {
  const options = { target: 'draft-07', typeMode: 'input', errorMode: 'ignore', overrideSchema: described }
  const { $schema, ...schema } = toJsonSchema(shape, options)
  return schema
}

const isCollection = (/** @type {JsonSchema} */ { type }) => type === 'object' || type === 'array'
/** An option that is known and refused as not supported yet. */
const isLater = (/** @type {JsonSchema} */ schema) => 'not' in schema
const alternativesOf = (/** @type {JsonSchema} */ schema) => schema.anyOf?.flatMap(alternativesOf) ?? [schema]
const isFreeText = (/** @type {JsonSchema} */ schema) =>
  schema.type === 'string' && !('pattern' in schema) && !('enum' in schema) && !('const' in schema)

/** Collections are opened; what is narrower than text may be a reference too. */
const widened = (/** @type {JsonSchema} */ schema, key = '') => {
  if (isCollection(schema)) return opened(schema)
  if (PLAIN_KEYS.has(key) || !('type' in schema || 'anyOf' in schema || 'const' in schema)) return schema
  const { description, default: fallback, examples, anyOf, ...rest } = schema
  const alternatives = (anyOf ? anyOf.flatMap(alternativesOf) : [rest]).map(one =>
    isCollection(one) ? opened(one) : one,
  )
  if (alternatives.some(isFreeText) || alternatives.every(isCollection))
    return anyOf ? { ...schema, anyOf: alternatives } : schema
  return defined({ description, default: fallback, examples, anyOf: [...alternatives, REFERENCE] })
}

/** Every closed map takes `x-` keys; values of lists and maps are widened. @returns {JsonSchema} */
const opened = (/** @type {JsonSchema} */ schema) => {
  const { properties = {}, additionalProperties, items, required = [], ...rest } = schema
  const known = Object.fromEntries(Object.entries(properties).filter(([, property]) => !isLater(property)))
  const closed = additionalProperties === false
  return defined({
    ...rest,
    required: required.length > 0 ? required : undefined,
    properties: closed ? mapped(known, widened) : undefined,
    patternProperties: closed ? { '^x-': {} } : undefined,
    additionalProperties:
      typeof additionalProperties === 'object' ? widened(additionalProperties) : additionalProperties,
    items: Array.isArray(items) ? items.map(item => widened(item)) : items && widened(items),
  })
}

const mapped = (/** @type {JsonSchema} */ object, /** @type {(value: any, key: string) => any} */ change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]))

const defined = (/** @type {JsonSchema} */ object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

/** The JSON Schema of an experiment file, draft-07, which is what editors read. */
export const experimentSchema = async () => {
  const { wholeCatalogue, experimentShapeOf, probeRhythm } = await import('../dist/experiment/shape.js')
  const catalogue = await wholeCatalogue()
  const schema = convert(experimentShapeOf(catalogue))
  const { faults, probes } = schema.properties
  faults.additionalProperties.oneOf = catalogue.faults.map(({ name }) => ({ required: [name] }))
  for (const { name, examples } of catalogue.faults)
    faults.additionalProperties.properties[name].examples = [...examples]
  const probeOf = ({ name, summary, kind, options, examples }) => {
    const { properties, required = [], ...rest } = convert(options)
    const type = { const: name, description: summary }
    const every = kind === 'active' ? { every: convert(probeRhythm) } : {}
    return {
      description: summary,
      examples,
      ...rest,
      properties: { type, ...every, ...properties },
      required: ['type', ...required],
    }
  }
  probes.additionalProperties = { anyOf: catalogue.probes.map(probeOf) }
  const title = 'An experiment of fallacy'
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: ADDRESS,
    title,
    ...opened(schema),
    probes: undefined,
  }
}

/** Appears by write, then rename, so that no reader meets half of it. */
export async function writeSchema() {
  const folder = new URL('../dist/schema/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const file = new URL('experiment.v1.json', folder)
  const half = new URL(`experiment.v1.json.${process.pid}`, folder)
  writeFileSync(half, `${JSON.stringify(await experimentSchema(), null, 2)}\n`)
  renameSync(half, file)
}
