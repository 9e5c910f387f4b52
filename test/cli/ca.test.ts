import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'

test('status makes nothing; path and export make the authority and give its certificate only', async () => {
  using folder = temporaryFolder()
  const env = { XDG_DATA_HOME: folder.path }
  const before = await fallacy(['ca', 'status'], { env })
  expect(before).toMatchObject({ code: 0, stdout: expect.stringContaining('none yet') })
  expect(existsSync(`${folder.path}/fallacy`)).toBe(false)
  const { stdout: path } = await fallacy(['ca', 'path'], { env })
  expect(path).toBe(`${folder.path}/fallacy/ca/certs/ca.pem\n`)
  const { stdout: pem } = await fallacy(['ca', 'export'], { env })
  expect(pem).toBe(readFileSync(path.trim(), 'utf8'))
  await fallacy(['ca', 'export', 'copy.pem'], { env, cwd: folder.path })
  expect(readFileSync(`${folder.path}/copy.pem`, 'utf8')).toBe(pem)
  const after = await fallacy(['ca', 'status'], { env })
  expect(after.stdout).toMatch(/^certificate {2}\/.*\nSHA-256 {6}[\dA-F:]{95}\nexpires {6}\d{4}-\d\d-\d\d\n$/)
})

test('purge removes it when the user says so, and the next one is another', async () => {
  using folder = temporaryFolder()
  const env = { XDG_DATA_HOME: folder.path }
  const ca = async (...args: string[]) => await fallacy(['ca', ...args], { env })
  expect(await ca('purge')).toMatchObject({ code: 0, stdout: expect.stringContaining('there is none') })
  const { stdout: first } = await ca('export')
  const refused = await ca('purge')
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nothing was changed: nobody can be asked'),
  })
  expect((await ca('export')).stdout).toBe(first)
  expect(await ca('purge', '--yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('removed') })
  expect(existsSync(`${folder.path}/fallacy/ca`)).toBe(false)
  expect((await ca('export')).stdout).not.toBe(first)
})

test.each(['install', 'uninstall'])(
  '%s changes nothing when nobody consents, whatever the environment says',
  async name => {
    using folder = temporaryFolder()
    const env = { XDG_DATA_HOME: folder.path, HOME: folder.path, FALLACY_YES: '1' }
    const { code, stdout, stderr } = await fallacy(['ca', name], { env })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('This changes your ')
    expect(stderr).toContain('nothing was changed: nobody can be asked')
  },
)
