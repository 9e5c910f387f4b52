import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as v from 'valibot'
import type { Sheet } from '../check/sheet.js'
import { type DescribeUnknown, describeUnknownKey } from '../check/unknown-key.js'
import { CODES } from '../codes.js'
import type { Secret } from '../experiment.js'
import { lookUp } from '../reference/scope.js'
import { doc } from './shapes.js'

export const secretShape = v.pipe(
  v.strictObject({
    env: doc(v.optional(v.string()), 'The environment variable that holds it.'),
    file: doc(v.optional(v.string()), 'The file that holds it, relative to the folder of this file.'),
  }),
  v.check(({ env, file }) => (env === undefined) !== (file === undefined), 'expected exactly one of env, file'),
)
type Written = v.InferOutput<typeof secretShape>

export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
}

/** Every declared secret; undefined where its value is a problem. */
export const readSecrets = async (
  sheet: Sheet,
  sources: SecretSources,
): Promise<ReadonlyMap<string, string | undefined>> => {
  const values = new Map<string, string | undefined>()
  for (const id of sheet.ids(['secrets'])) {
    const read = sheet.read(secretShape, ['secrets', id], { unknown })
    values.set(id, read ? await secretOf(sheet, id, read, sources) : undefined)
  }
  return values
}

/** Those whose value is known. */
export const known = (secrets: ReadonlyMap<string, string | undefined>): readonly Secret[] =>
  [...secrets].flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))

const unknown: DescribeUnknown = (path, allowed) => {
  const finding = describeUnknownKey(path, allowed)
  return path.at(-1) === 'default' ? { ...finding, message: 'a secret cannot have a default in the file' } : finding
}

const secretOf = async (
  sheet: Sheet,
  id: string,
  { env, file }: Written,
  { env: environment, folder }: SecretSources,
) => {
  const refuse = (key: string, message: string): undefined =>
    void sheet.report({ code: CODES.notSet, path: ['secrets', id, key], message })
  if (env !== undefined)
    return lookUp(environment, env) || refuse('env', `${env} is not set, and secret "${id}" needs it`)
  try {
    const text = (await readFile(resolve(folder, file ?? ''), 'utf8')).trimEnd()
    return text || refuse('file', `the file ${file} of secret "${id}" is empty`)
  } catch {
    return refuse('file', `the file ${file} of secret "${id}" cannot be read`)
  }
}
