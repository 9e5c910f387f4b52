import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file with the links of a run that only this user can read, as long as the run lasts. */
export interface LinksFile {
  readonly path: string
  remove(): void
}

export const writeLinks = (
  state: string,
  { pid, run }: { readonly pid: number; readonly run: string },
  links: Readonly<Record<string, string>>,
): LinksFile => {
  const folder = join(state, 'control')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${pid}-${run}.json`)
  // Never over a file that somebody else put there, which could be read by others.
  writeFileSync(path, `${JSON.stringify(links, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  return { path, remove: () => rmSync(path, { force: true }) }
}
