import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeRunFolder, pointLatest } from '../../src/run/folder.js'
import { findDeadRun } from '../../src/run/stale.js'

const deadPid = (): number => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  return pid
}
const runWith = (pid: number, last: string) => {
  const dir = mkdtempSync(join(tmpdir(), 'fallacy-stale-'))
  const identity = { run: '7f3a', at: '2026-11-23T00:12:01.123Z', tool: '0', node: 'v20', platform: 'linux', pid }
  const folder = makeRunFolder(dir, 'a', identity)
  writeFileSync(join(folder, 'events.ndjson'), `{"t":0,"type":"run.started","pid":${pid}}\n${last}\n`)
  pointLatest(dir, folder)
  return { dir, folder: realpathSync(folder) }
}

test('a run without an end whose process is gone is found', () => {
  const { dir, folder } = runWith(deadPid(), '{"t":9,"type":"phase.started"}')
  expect(findDeadRun(dir)).toBe(folder)
})

test('a run that ended, one that still runs, and no run at all are no trouble', () => {
  expect(findDeadRun(runWith(deadPid(), '{"t":9,"type":"run.ended","exit":"pass","code":0}').dir)).toBeNull()
  expect(findDeadRun(runWith(process.pid, '{"t":9,"type":"phase.started"}').dir)).toBeNull()
  expect(findDeadRun(mkdtempSync(join(tmpdir(), 'fallacy-stale-')))).toBeNull()
})
