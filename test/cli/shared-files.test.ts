import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeSharedFiles } from '../../src/cli/shared-files.js'
import { json } from '../../src/reporters/json.js'
import { junit } from '../../src/reporters/junit.js'
import { markdown } from '../../src/reporters/markdown.js'
import { buildReport } from '../../src/run/report.js'
import { temporaryFolder } from '../support/cli.js'
import { storyOf } from '../support/stories.js'

test('a file that runs share holds a suite of each, and one of a single run what it always held', () => {
  using folder = temporaryFolder()
  const [pass, fail] = [buildReport(storyOf('pass')), buildReport(storyOf('fail'))]
  const formats = [junit, json, markdown].map(reporter => ({ reporter, path: join(folder.path, reporter.name) }))
  const read = (name: string) => readFileSync(join(folder.path, name), 'utf8')
  const own = { reporter: junit, path: null }
  writeSharedFiles([{ report: pass, formats: [...formats, own] }])
  expect([read('junit'), read('json')]).toEqual([junit.render(pass), json.render(pass)])
  writeSharedFiles([
    { report: pass, formats },
    { report: fail, formats },
  ])
  expect(read('junit').match(/<testsuite /g)).toHaveLength(2)
  expect(read('junit')).toContain('<testsuites name="fallacy" tests="')
  expect(JSON.parse(read('json'))).toMatchObject([{ outcome: 'pass' }, { outcome: 'fail' }])
  expect(read('markdown')).toBe(markdown.render(fail))
})
