import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Authority, openAuthority } from '../../src/proxy/tls/authority.js'
import { temporaryFolder } from './temporary-folder.js'

/** A certificate authority of the test's own, made once for each worker. */
export const testAuthority = (): Promise<Authority> => {
  made ??= make()
  return made
}

/** The same in a folder, for whoever reads it there: to make a key takes longer than most tests. */
export const testAuthorityIn = async (folder: string): Promise<Authority> => {
  await testAuthority()
  for (const [name, text] of files) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, text, { mode: 0o600 })
  }
  return openAuthority({ folder, now: () => new Date() })
}

const NAMES = ['certs/ca.pem', 'keys/ca.private.key', 'keys/ca.public.key']

/** Once it is open it needs its folder no more. */
const make = async (): Promise<Authority> => {
  await using folder = temporaryFolder()
  const authority = await openAuthority({ folder: folder.at('ca'), now: () => new Date() })
  for (const name of NAMES) files.set(name, readFileSync(join(authority.folder, name)))
  return authority
}

const files = new Map<string, Buffer>()
let made: Promise<Authority> | undefined
