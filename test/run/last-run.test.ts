import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { passedLast } from '../../src/run/last-run.js'
import { temporaryFolder } from '../support/cli.js'

const END = '{"t":9,"type":"run.ended","exit":"pass","code":0}'

test('the newest run of that name counts, and one without an end did not pass', () => {
  using folder = temporaryFolder()
  const ran = (name: string, ...lines: readonly string[]) => {
    mkdirSync(join(folder.path, name))
    writeFileSync(join(folder.path, name, 'events.ndjson'), `${lines.join('\n')}\n`)
  }
  const passed = (name: string, cell?: string) => passedLast(folder.path, name, cell)
  expect(passed('slow')).toBeNull()
  ran('20261124T100000Z-slow-0a1b', '{"t":0}', END)
  ran('20261124T110000Z-very-slow-0a1b', '{"t":0}')
  expect(passed('slow')).toBe(true)
  expect(passed('very-slow')).toBe(false)
  ran('20261124T120000Z-slow-ffff', '{"t":0,"plan":{"cell":"delay=\\"1s\\""}}')
  expect(passed('slow')).toBe(false)
  expect(passed('slow', 'delay="1s"')).toBe(false)
  expect(passed('slow', 'delay=2s')).toBeNull()
})
