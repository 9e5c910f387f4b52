import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { init } from '../../../src/cli/init/init.js'
import { runExperiment } from '../../../src/library/run-experiment.js'
import { fakeTerminal } from '../../support/fake-terminal.js'
import { httpOrigin } from '../../support/origin.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** Runs a written file as it is, but for how long it takes. */
const runShortened = (path: string, runs: string) => {
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replaceAll('duration: 20s', 'duration: 300ms').replace('duration: 40s', 'duration: 600ms'))
  return runExperiment(path, { outputDir: runs, vars: {} })
}

test('what is written without a dependency is valid, and runs against a live server', async () => {
  await using server = await httpOrigin()
  await using folder = temporaryFolder()
  const terminal = fakeTerminal({ folder: folder.path })
  await init('.', { target: `${server.url.href}shop?a=1`, yes: true }, terminal)
  expect(terminal.written.out).toBe(
    'written:\n  experiments/first.yaml\n  .gitignore\nnext: fallacy run experiments/first.yaml\n',
  )
  const { report } = await runShortened(folder.at('experiments/first.yaml'), folder.at('runs'))
  expect(report.plan.name).toBe('first')
  expect(report.failures).toEqual([])
  expect(report.faults[0]?.hits).toBeGreaterThan(0)
  expect(server.seen[0]?.target).toBe('/shop?a=1')
})

test('with a dependency the proxy stands between the two, and the jobs of CI are written', async () => {
  await using folder = temporaryFolder()
  const terminal = fakeTerminal({ folder: folder.path })
  const common = { target: 'http://shop.example.com/', dependency: 'http://127.0.0.1:9102', yes: true, name: 'pay' }
  await init('sub', { ...common, ci: 'github' }, terminal)
  await init('sub', { ...common, ci: 'gitlab', name: 'other' }, terminal)
  const text = readFileSync(folder.at('sub/experiments/pay.yaml'), 'utf8')
  expect(text).toMatch(/^# yaml-language-server: \$schema=/)
  expect(text).toContain('upstream: "http://127.0.0.1:9102"')
  expect(text).toContain('url: "http://shop.example.com/"')
  expect(text).toContain('allowHosts: ["127.0.0.1", "shop.example.com"]')
  expect(readFileSync(folder.at('sub/.github/workflows/resilience.yml'), 'utf8')).toContain('fallacy run experiments')
  expect(readFileSync(folder.at('sub/.gitlab-ci.yml'), 'utf8')).toContain('fallacy run experiments')
  expect(readFileSync(folder.at('sub/.gitignore'), 'utf8')).toBe('fallacy-report/\n')
})

test('nothing is overwritten without --force, and then nothing else is written either', async () => {
  await using folder = temporaryFolder()
  const terminal = fakeTerminal({ folder: folder.path })
  writeFileSync(folder.at('.gitlab-ci.yml'), 'mine')
  const flags = { target: 'http://127.0.0.1:1', ci: 'gitlab', yes: true } as const
  await expect(init('.', flags, terminal)).rejects.toThrow('.gitlab-ci.yml would be overwritten: nothing was written')
  expect(readFileSync(folder.at('.gitlab-ci.yml'), 'utf8')).toBe('mine')
  expect(() => readFileSync(folder.at('experiments/first.yaml'))).toThrow('ENOENT')
  await init('.', { ...flags, force: true }, terminal)
  expect(readFileSync(folder.at('.gitlab-ci.yml'), 'utf8')).toContain('resilience:')
})

test('what cannot be asked for is named, and what does not fit is said', async () => {
  const terminal = fakeTerminal()
  await expect(init('.', {}, terminal)).rejects.toThrow('--target is not given, and nobody can be asked')
  await expect(init('.', { target: 'shop', yes: true }, terminal)).rejects.toThrow('expected a URL such as')
  const target = 'http://127.0.0.1:1'
  await expect(init('.', { target, name: 'My Test', yes: true }, terminal)).rejects.toThrow('name: expected lower-case')
})
