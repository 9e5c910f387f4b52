import { existsSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { authorityFolder, runAuthority } from '../../src/library/authority.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { forwardSpec } from '../support/with-forward.js'

test.each([
  [{ XDG_DATA_HOME: '/data', HOME: '/home/me' }, 'linux', '/data/fallacy/ca'],
  [{ HOME: '/home/me' }, 'linux', '/home/me/.local/share/fallacy/ca'],
  [{ XDG_DATA_HOME: 'relative', HOME: '/home/me' }, 'linux', '/home/me/.local/share/fallacy/ca'],
  [{ HOME: '/Users/me' }, 'darwin', '/Users/me/Library/Application Support/fallacy/ca'],
] as const)('with %j on %s the authority is in %s', (env, platform, folder) => {
  expect(authorityFolder(env, platform)).toBe(folder)
})

test("a user's authority stays for the next run", async () => {
  await using folder = temporaryFolder()
  const env = { XDG_DATA_HOME: folder.path }
  const one = runAuthority({ proxies: [forwardSpec()] }, env)
  const { fingerprint, path } = await one.open()
  one.close()
  expect(path).toBe(folder.at('fallacy/ca/certs/ca.pem'))
  expect((await runAuthority({ proxies: [] }, env).open()).fingerprint).toBe(fingerprint)
})

test.each(['true', '1', 'yes'])(
  'with CI=%s the authority is gone after the run, and nothing of the user is touched',
  async CI => {
    await using folder = temporaryFolder()
    const passing = runAuthority({ proxies: [forwardSpec()] }, { CI, XDG_DATA_HOME: folder.path })
    const { folder: place } = await passing.open()
    expect(statSync(place).isDirectory()).toBe(true)
    passing.close()
    expect([existsSync(place), existsSync(folder.at('fallacy'))]).toEqual([false, false])
  },
)

test('with CI=false it is the one of the user', async () => {
  await using folder = temporaryFolder()
  expect((await runAuthority({ proxies: [] }, { CI: 'false', XDG_DATA_HOME: folder.path }).open()).path).toContain(
    folder.path,
  )
})
