import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import type { Report } from '../../src/core/report.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FILES = readdirSync(join(ROOT, 'experiments')).filter(name => name.endsWith('.yaml'))

const reports = mkdtempSync(join(tmpdir(), 'fallacy-experiments-'))
afterAll(() => rmSync(reports, { recursive: true }))

/** Which hypothesis the file's own comment promises to fail on the careless shop. */
const promised = (file: string): string => {
  const text = readFileSync(join(ROOT, 'experiments', file), 'utf8')
  return /--var shop=careless +(\S+) fails/.exec(text)?.[1] ?? 'no promise'
}

/** Runs one experiment with the real command. */
const run = async (file: string, shop: string): Promise<{ code: number | null; report: Report }> => {
  const flags = ['--var', `shop=${shop}`, '--json', '--quiet', '--output-dir', reports]
  const command = [join(ROOT, 'bin/fallacy.js'), 'run', join(ROOT, 'experiments', file), ...flags]
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  return { code, report: JSON.parse(text) }
}

const failing = ({ judgements }: Report) => [
  ...new Set(judgements.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)),
]

for (const file of FILES) {
  test(`${file} passes on the resilient shop`, async () => {
    const { code, report } = await run(file, 'resilient')
    expect({ code, reason: report.reason, failing: failing(report) }).toEqual({
      code: 0,
      reason: expect.any(String),
      failing: [],
    })
    expect(report.faults.every(({ hits, minHits }) => hits >= minHits)).toBe(true)
    expect(report.removal).toMatchObject({ verified: true })
  })

  test(`${file} fails on the careless shop, for the reason that it teaches`, async () => {
    const { code, report } = await run(file, 'careless')
    expect({ code, failing: failing(report) }).toEqual({ code: 1, failing: expect.arrayContaining([promised(file)]) })
  })
}
