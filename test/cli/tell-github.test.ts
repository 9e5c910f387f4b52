import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { maskForGithub } from '../../src/cli/mask-for-github.js'
import { outputToGithub, tellGithub } from '../../src/cli/tell-github.js'
import { buildReport } from '../../src/run/report.js'
import { fakeTerminal } from '../support/fake-terminal.js'
import { storyOf } from '../support/stories.js'

const step = (parts: Readonly<Record<string, string>> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'fallacy-step-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [summary, output] = [join(folder, 'summary'), join(folder, 'output')]
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output, ...parts }
  return { folder, summary, output, env }
}

const report = buildReport(storyOf('fail'))

test('outside of GitHub Actions nothing is said', () => {
  const terminal = fakeTerminal()
  tellGithub(report, terminal)
  expect(terminal.written).toEqual({ out: '', err: '', code: null })
})

test('a step gets annotations on standard error, a summary for each run, and outputs', () => {
  const { folder, env, summary, output } = step()
  const terminal = fakeTerminal({ folder, env })
  tellGithub(report, terminal)
  tellGithub(report, terminal)
  outputToGithub(report, join(folder, 'fallacy-report/run'), terminal)
  expect(terminal.written.out).toBe('')
  expect(terminal.written.err).toContain('::error file=experiments/slow-payments.yaml,line=6,')
  expect(readFileSync(summary, 'utf8').match(/^## FAIL/gm)).toHaveLength(2)
  expect(readFileSync(output, 'utf8')).toBe('verdict=fail\nexit-code=1\nreport-dir=fallacy-report/run\n')
})

test('annotations are placed from the root of the repository, wherever the command ran', () => {
  const { folder, env } = step()
  const terminal = fakeTerminal({ folder: join(folder, 'services/shop'), env: { ...env, GITHUB_WORKSPACE: folder } })
  tellGithub(report, terminal)
  expect(terminal.written.err).toContain('::error file=services/shop/experiments/slow-payments.yaml,')
})

test('a summary that is nearly full is left as it is, and one that cannot be written is no error', () => {
  const { folder, env, summary } = step()
  writeFileSync(summary, 'x'.repeat(899_999))
  tellGithub(report, fakeTerminal({ folder, env }))
  expect(readFileSync(summary, 'utf8')).toHaveLength(899_999)
  const unwritable = fakeTerminal({ env: { ...env, GITHUB_STEP_SUMMARY: folder } })
  tellGithub(report, unwritable)
  expect(unwritable.written.err).toContain('::notice')
})

test('the runner is told what to mask, a line at a time, and nobody else is', () => {
  const secrets = [
    { name: 'a', value: 's3cr%t' },
    { name: 'b', value: 'first line\nsecond' },
    { name: 'c', value: 'abc' },
  ]
  const [inside, outside] = [fakeTerminal({ env: { GITHUB_ACTIONS: 'true' } }), fakeTerminal()]
  for (const terminal of [inside, outside]) maskForGithub([{ secrets }, { secrets }], terminal)
  expect(inside.written.err).toBe('::add-mask::s3cr%25t\n::add-mask::first line\n::add-mask::second\n')
  expect(outside.written.err).toBe('')
})
