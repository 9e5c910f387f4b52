import { type Authority, openAuthority } from '../../src/proxy/tls/authority.js'
import { temporaryFolder } from './temporary-folder.js'

/** A certificate authority of the test's own, made once for each test file. */
export const testAuthority = (): Promise<Authority> => {
  made ??= make()
  return made
}

/** Once it is open it needs its folder no more. */
const make = async (): Promise<Authority> => {
  await using folder = temporaryFolder()
  return await openAuthority({ folder: folder.at('ca'), now: () => new Date() })
}

let made: Promise<Authority> | undefined
