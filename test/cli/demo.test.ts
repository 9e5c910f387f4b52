import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'

test('the demo explains what it runs before it runs it, and ends in order when it is stopped', async () => {
  using folder = temporaryFolder()
  const demo = await fallacy(['demo', '--broken', '--seed', '1'], {
    cwd: folder.path,
    started: child =>
      child.stderr?.on('data', text => {
        if (/start, /.test(String(text))) child.kill('SIGINT')
      }),
  })
  expect(demo).toMatchObject({ code: 130, stdout: expect.stringContaining('exit 130') })
  expect(demo.stderr).toMatch(/the careless one\.\n {2}The experiment is the file .+01-first-fault\.yaml\n/)
  expect(demo.stderr).not.toContain('A timeout and a fallback mend it')
  expect(existsSync(join(folder.path, 'fallacy-report/latest/events.ndjson'))).toBe(true)
})
