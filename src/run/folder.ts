import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../core/problem.js'
import type { RunIdentity } from '../core/run-identity.js'

/** Makes `<dir>/<UTC time>-<name>-<run>/`; throws a UserError (exit 2) when that cannot be written. */
export const makeRunFolder = (dir: string, name: string, { at, run }: RunIdentity): string => {
  const stamp = at
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '')
    .replaceAll('-', '')
  const folder = join(dir, `${stamp}-${name}-${run}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'events.ndjson'), '')
  } catch (cause) {
    throw new UserError(`the report folder ${dir} cannot be written: ${reasonOf(cause)}`, {
      hints: ['name another one with report.dir in the file or with --output-dir DIR'],
      cause,
    })
  }
  return folder
}

/** Points `<dir>/latest` to a run's folder; where links are not allowed, `latest.txt` names it. */
export const pointLatest = (dir: string, folder: string): void => {
  const link = join(dir, 'latest')
  const name = folder.slice(folder.lastIndexOf('/') + 1)
  try {
    rmSync(`${link}.new`, { force: true })
    symlinkSync(name, `${link}.new`, 'junction')
    renameSync(`${link}.new`, link)
  } catch {
    writeFile(join(dir, 'latest.txt'), `${name}\n`)
  }
}

/** Write, then rename: a reader sees the whole file or none. */
export const writeFile = (path: string, content: string | Uint8Array): void => {
  writeFileSync(`${path}.partial`, content)
  renameSync(`${path}.partial`, path)
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
