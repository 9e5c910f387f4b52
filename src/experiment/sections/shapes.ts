import * as v from 'valibot'

/** A shape with its sentence for help, docs and the JSON Schema. */
export const doc = <const Shape extends v.GenericSchema>(shape: Shape, description: string) =>
  v.pipe(shape, v.description(description))

const SLUG = /^[a-z0-9-]{1,64}$/
export const slug = v.pipe(
  v.string(),
  v.regex(SLUG, issue => `expected lower-case letters, digits and dashes, at most 64, found "${issue.input}"`),
)

export const positive = v.pipe(v.number(), v.integer(), v.minValue(1))
export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
