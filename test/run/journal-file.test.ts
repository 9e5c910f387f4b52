// Over 150 lines: one file: written, torn, full, killed and read back.
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Entry } from '../../src/core/journal.js'
import type { Plan } from '../../src/core/plan.js'
import { openJournalFile } from '../../src/run/journal-file.js'
import { readJournal } from '../../src/run/read-journal.js'
import { killedJournal } from '../support/killed-journal.js'

const plan: Plan = {
  ...{ name: 'n', title: 't', description: '', tags: [], proxies: [], faults: [], phases: [], probes: [] },
  ...{ hypotheses: [], abort: [], junit: { inconclusive: 'failure', warn: 'skipped' } },
}
const opening: Entry = {
  ...{ t: 0, type: 'run.started', schema: 'events/1', run: 'a1b2', at: '2026-01-01T00:00:00Z', tool: '0', node: 'v20' },
  ...{ platform: 'linux', pid: 1, file: 'x.yaml', source: 'version: 1\n', seed: 1, plan },
}
const warning = (t: number, message = 'w'): Entry => ({ t, type: 'warning.raised', message })

const fresh = () => join(mkdtempSync(join(tmpdir(), 'fallacy-')), 'events.ndjson')
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').length - 1
const turn = () => new Promise(resolve => setImmediate(resolve))

test('what is written is read back', () => {
  const path = fresh()
  const file = openJournalFile(path)
  const entries = [opening, warning(1, 'two\nlines \u2028 “quoted”'), warning(2)]
  for (const entry of entries) file.write(entry)
  file.close()
  expect(readJournal(path)).toEqual(entries)
  expect(linesOf(path)).toBe(3)
})

test('a journal that is shown on a terminal neither steers it nor reorders its lines, and is read back as it was', () => {
  const path = fresh()
  const file = openJournalFile(path)
  const entries = [opening, warning(1, '\u009b31m \u202e \u2066 \u2028 \u007f \u001b[2J')]
  for (const entry of entries) file.write(entry)
  file.close()
  expect(readFileSync(path, 'utf8')).toMatch(/^[\n -~]+$/)
  expect(readJournal(path)).toEqual(entries)
})

test('entries are in the file by the next turn of the event loop', async () => {
  const path = fresh()
  const file = openJournalFile(path)
  for (let t = 0; t < 100; t++) file.write(warning(t))
  await turn()
  expect(linesOf(path)).toBe(100)
  file.close()
})

test('many entries in one turn do not wait for the next', () => {
  const path = fresh()
  const file = openJournalFile(path)
  for (let t = 0; t < 2_000; t++) file.write(warning(t, 'x'.repeat(100)))
  expect(linesOf(path)).toBeGreaterThan(1_000)
  file.close()
})

test('a line that was torn off is left out', () => {
  const path = fresh()
  const file = openJournalFile(path)
  for (const entry of [opening, warning(1), warning(2, 'last')]) file.write(entry)
  file.close()
  const { length } = readFileSync(path)
  for (const missing of [1, 5, 20]) {
    truncateSync(path, length - missing)
    expect(readJournal(path)).toEqual([opening, warning(1)])
  }
})

test('a disk that refuses stops the recording, once, and never throws', async () => {
  const heard: string[] = []
  const file = openJournalFile('/dev/full', why => heard.push(why.message))
  file.write(opening)
  file.write(warning(1))
  await turn()
  file.write(warning(2))
  file.flush()
  file.close()
  expect(heard).toEqual([expect.stringContaining('ENOSPC')])
  expect(file.entries()).toEqual([opening, warning(1), warning(2)])
  expect(file.dropped()).toBe(0)
})

test('a journal that would become too large stops as on a full disk; what is kept in memory is bounded, the rest counted', () => {
  const path = fresh()
  const heard: string[] = []
  const file = openJournalFile(path, why => heard.push(why.message), 64 * 1024)
  file.write(opening)
  for (let t = 1; t < 1_000; t++) file.write(warning(t, 'x'.repeat(100)))
  file.flush()
  const inFile = linesOf(path)
  for (let t = 1_000; t < 12_000; t++) file.write(warning(t))
  expect(heard).toEqual(['it would be larger than 64 KiB'])
  expect(statSync(path).size).toBeLessThanOrEqual(64 * 1024)
  expect(file.entries().length).toBe(inFile + 10_000)
  expect(file.dropped()).toBe(12_000 - inFile - 10_000)
  file.close()
})

test('what is written after the end is dropped', () => {
  const path = fresh()
  const file = openJournalFile(path)
  file.write(opening)
  file.close()
  file.write(warning(1))
  file.close()
  expect([linesOf(path), file.dropped()]).toEqual([1, 1])
})

test.each([
  ['', 'no full line'],
  ['{"type":"run.started"', 'no full line'],
  ['hello\n', 'line 1 is not an entry'],
  ['{"t":0,"type":"run.started","schema":"events/2"}\n', 'events/1'],
  ['{"t":0,"type":"warning.raised","message":""}\n', 'events/1'],
])('%j is no journal', (content, why) => {
  const path = fresh()
  writeFileSync(path, content)
  expect(() => readJournal(path)).toThrow(why)
})

test('a line in the middle that is no entry is named', () => {
  const path = fresh()
  writeFileSync(path, `${JSON.stringify(opening)}\n`)
  appendFileSync(path, '{"t":1,\n{"t":2,"type":"warning.raised","message":""}\n')
  expect(() => readJournal(path)).toThrow('line 2 is not an entry')
})

test('a file that is not there is a UserError', () => {
  expect(() => readJournal('/nowhere/events.ndjson')).toThrow(expect.objectContaining({ name: 'UserError' }))
})

test('after kill -9 the journal is readable to its last line, and no older entry is missing', () => {
  const path = fresh()
  const module = new URL('../../dist/run/journal-file.js', import.meta.url).href
  const program = `
    import { openJournalFile } from ${JSON.stringify(module)}
    const file = openJournalFile(${JSON.stringify(path)})
    file.write(${JSON.stringify(opening)})
    let t = 0
    const more = () => {
      for (let n = 0; n < 10; n++) file.write({ t: ++t, type: 'warning.raised', message: 'x'.repeat(50) })
      if (t >= 2000) process.kill(process.pid, 'SIGKILL')
      setImmediate(more)
    }
    more()`
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', program])
  const entries = readJournal(path)
  expect(signal).toBe('SIGKILL')
  expect(entries.map(({ t }) => t)).toEqual(entries.map((_, index) => index))
  expect(entries.length).toBeGreaterThan(1_980)
})

test('of 10 processes that are killed while they write, every journal is readable and lacks one turn at most', async () => {
  const found = await Promise.all(Array.from({ length: 10 }, (_, at) => killedJournal(at * 17)))
  expect(found.filter(({ held, owed }) => held === null || held < owed || owed <= 1)).toEqual([])
})
