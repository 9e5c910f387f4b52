import * as v from 'valibot'

/** A shape with its sentence for help, docs and the JSON Schema. */
export const doc = <const Shape extends v.GenericSchema>(shape: Shape, description: string) =>
  v.pipe(shape, v.description(description))

const SLUG = /^[a-z0-9-]{1,64}$/
export const slug = v.pipe(
  v.string(),
  v.regex(SLUG, issue => `expected lower-case letters, digits and dashes, at most 64, found "${issue.input}"`),
)

/** Text that is also written as a number or a truth value, as in `PORT: 9001`. */
export const textual = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))

export const stringMap = v.record(v.string(), textual)

/** A program and its arguments; no shell reads it. */
export const command = v.pipe(
  v.tupleWithRest([textual], textual, 'expected a list of a program and its arguments, such as [node, server.js]'),
  v.metadata({ examples: [['node', 'server.js']] }),
)

export const positive = v.pipe(v.number(), v.integer(), v.minValue(1))
export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
