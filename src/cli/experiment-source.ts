import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { UserError } from '../core/problem.js'
import type { Terminal } from './terminal.js'

/** The bytes of one experiment before anything is known about it. */
export interface ExperimentSource {
  /** As the user named it. */
  readonly file: string
  /** As it was read: it may not be UTF-8. */
  readonly bytes: Uint8Array
  /** Where the file's own relative paths start. */
  readonly folder: string
}

/** Files, folders (their `*.yaml` and `*.yml`, by name) and `-` for standard input; throws a UserError. */
export const readSources = async (
  names: readonly string[],
  terminal: Terminal,
): Promise<readonly ExperimentSource[]> => {
  const sources: ExperimentSource[] = []
  for (const name of names) {
    if (name === '-') sources.push({ file: '<stdin>', bytes: await terminal.readInput(), folder: terminal.folder })
    else for (const file of filesOf(name, terminal.folder)) sources.push(readSource(file, terminal.folder))
  }
  return sources
}

const readSource = (file: string, folder: string): ExperimentSource => {
  const path = resolve(folder, file)
  return { file, bytes: attempt(file, () => readFileSync(path)), folder: dirname(path) }
}

const filesOf = (name: string, folder: string): readonly string[] => {
  const path = resolve(folder, name)
  if (!attempt(name, () => statSync(path)).isDirectory()) return [name]
  const files = readdirSync(path).filter(file => /\.ya?ml$/.test(file))
  if (files.length === 0) throw new UserError(`there is no experiment in the folder ${name}: no *.yaml, no *.yml`)
  return files.sort().map(file => join(name, file))
}

const attempt = <T>(name: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : String(cause)
    throw new UserError(`${name} cannot be read: ${why}`, { cause })
  }
}
