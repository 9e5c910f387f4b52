import * as v from 'valibot'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { didYouMean } from '../nearest.js'
import { lookUp } from '../reference/scope.js'
import { checkVariable, inferType, VARIABLE_TYPES } from '../variable.js'
import type { Scalar } from '../yaml/tree.js'
import { doc } from './shapes.js'

const scalar = v.union([v.string(), v.number(), v.boolean()])

export const variableShape = v.strictObject({
  env: doc(v.optional(v.string()), 'The environment variable that gives its value.'),
  default: doc(v.optional(scalar), 'The value when nothing else gives one.'),
  type: doc(
    v.optional(v.picklist(VARIABLE_TYPES)),
    'That of the default, else string. A port without a value is a free one.',
  ),
  min: doc(v.optional(scalar), 'The least it may be.'),
  max: doc(v.optional(scalar), 'The most it may be.'),
  enum: doc(v.optional(v.pipe(v.array(scalar), v.minLength(1))), 'All it may be.'),
})
type Written = v.InferOutput<typeof variableShape>

export interface VariableSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** From the command line: they win. */
  readonly overrides: Readonly<Record<string, string>>
  readonly freePorts: (count: number) => Promise<readonly number[]>
}

/** Every declared variable; undefined where its value is a problem. */
export const readVars = async (
  sheet: Sheet,
  sources: VariableSources,
): Promise<ReadonlyMap<string, Scalar | undefined>> => {
  const ids = sheet.ids(['vars'])
  const values = new Map<string, Scalar | undefined>()
  const portless: string[] = []
  for (const id of ids) {
    const read = sheet.read(variableShape, ['vars', id])
    const given = read && givenValue(id, read, sources)
    values.set(id, read && given ? checked(sheet, id, read, given) : undefined)
    if (read?.type === 'port' && !given) portless.push(id)
    else if (read && !given) reportUnset(sheet, id, read)
  }
  const ports = portless.length === 0 ? [] : await sources.freePorts(portless.length)
  for (const [index, id] of portless.entries()) values.set(id, ports[index])
  reportUnknown(sheet, Object.keys(sources.overrides), ids)
  return values
}

const FLAG = '--var'
interface Given {
  readonly value: Scalar
  readonly from: string
}

const givenValue = (id: string, read: Written, { env, overrides }: VariableSources): Given | null => {
  const override = lookUp(overrides, id)
  if (override !== undefined) return { value: override, from: FLAG }
  const set = read.env === undefined ? undefined : lookUp(env, read.env)
  if (set !== undefined) return { value: set, from: read.env ?? '' }
  return read.default === undefined ? null : { value: read.default, from: 'default' }
}

const checked = (sheet: Sheet, id: string, read: Written, { value, from }: Given): Scalar | undefined => {
  const result = checkVariable(read.type ?? inferType(read.default), value, read)
  if (result.ok) return result.value
  const inFile = from === 'default'
  const path = inFile ? ['vars', id, from] : ['vars', id]
  const name = inFile || from === FLAG ? id : from
  const message = `${name}=${JSON.stringify(value)} ${from === FLAG ? `from ${FLAG} ` : ''}${result.why}`
  sheet.report({ code: CODES.variable, path, on: inFile ? 'value' : 'key', message })
  return undefined
}

const reportUnset = (sheet: Sheet, id: string, { env }: Written): void => {
  const message =
    env === undefined
      ? `variable "${id}" has no value: give it a default, an env or --var ${id}=…`
      : `${env} is not set and has no default`
  const path = env === undefined ? ['vars', id] : ['vars', id, 'env']
  sheet.report({ code: CODES.notSet, path, on: env === undefined ? 'key' : 'value', message })
}

const reportUnknown = (sheet: Sheet, overrides: readonly string[], ids: readonly string[]): void => {
  for (const name of overrides.filter(name => !ids.includes(name)))
    sheet.problems.push({
      code: CODES.noReference,
      severity: 'error',
      message: `--var ${name} names no variable of this file${didYouMean(name, ids)}`,
      hints: [ids.length === 0 ? 'it declares none' : `declared: ${ids.join(', ')}`],
    })
}
