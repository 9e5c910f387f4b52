import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { showDiff } from '../../src/cli/show-diff.js'
import { json } from '../../src/reporters/json.js'
import { buildReport } from '../../src/run/report.js'
import { temporaryFolder } from '../support/cli.js'
import { fakeTerminal } from '../support/fake-terminal.js'
import { storyOf } from '../support/stories.js'

const inFolder = () => {
  const folder = temporaryFolder()
  for (const name of ['pass', 'fail'] as const) {
    const entries = storyOf(name)
    writeFileSync(join(folder.path, `${name}.ndjson`), entries.map(entry => `${JSON.stringify(entry)}\n`).join(''))
    writeFileSync(join(folder.path, `${name}.json`), String(json.render(buildReport(entries))))
  }
  return folder
}

const diff = async (folder: string, before: string, after: string, format: 'text' | 'json' = 'text') => {
  const terminal = fakeTerminal({ folder })
  await showDiff(before, after, { format, tolerance: 0.1 }, terminal)
  return terminal.written
}

test('a run is compared with another, and exit 1 says that it is worse', async () => {
  using folder = inFolder()
  const worse = await diff(folder.path, 'pass.ndjson', 'fail.ndjson')
  expect(worse.code).toBe(1)
  expect(worse.out).toMatch(
    /^WORSE {2}slow-payments \w+ → slow-payments \w+\n\nVerdicts\n {2}✖ {2}usable \(inject\) +pass → fail/,
  )
  expect((await diff(folder.path, 'fail.ndjson', 'pass.ndjson')).code).toBe(0)
})

test('a report that was kept does as well, and --format json is for programs', async () => {
  using folder = inFolder()
  const { code, out } = await diff(folder.path, 'pass.json', 'pass.ndjson', 'json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ schema: 'diff/1', worse: false, before: { name: 'slow-payments' } })
  writeFileSync(join(folder.path, 'other.json'), '{}')
  await expect(diff(folder.path, 'other.json', 'pass.ndjson')).rejects.toThrow('other.json is not the report.json')
  await expect(diff(folder.path, 'gone', 'pass.ndjson')).rejects.toThrow('there is no run at gone')
})
