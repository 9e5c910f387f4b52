import { readdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Entry, reporters, runExperiment, UserError } from '../../src/index.js'
import { answering, smallExperiment } from '../support/small-experiment.js'
import { temporaryFolder } from '../support/temporary-folder.js'

test('an experiment runs from code: its report, its folder, and every entry as it happens', async () => {
  using dependency = await answering()
  await using folder = temporaryFolder()
  writeFileSync(folder.at('small.yaml'), smallExperiment(dependency.url, { inject: '200ms' }))
  const entries: Entry[] = []
  const ran = await runExperiment(folder.at('small.yaml'), {
    ...{ seed: 7, outputDir: folder.at('runs'), watch: entry => entries.push(entry) },
    reporters: reporters.filter(({ name }) => name === 'junit'),
  })
  expect(ran.report).toMatchObject({ outcome: 'pass', seed: 7 })
  expect(readdirSync(ran.folder).sort()).toEqual(['events.ndjson', 'experiment.yaml', 'junit.xml'])
  expect(entries.at(-1)).toMatchObject({ type: 'run.ended', exit: 'pass' })
})

test('a signal ends a run as Ctrl-C does', async () => {
  using dependency = await answering()
  await using folder = temporaryFolder()
  writeFileSync(folder.at('small.yaml'), smallExperiment(dependency.url, { inject: '30s' }))
  const stop = new AbortController()
  const watch = ({ type }: Entry) => type === 'fault.activated' && stop.abort()
  const run = runExperiment(folder.at('small.yaml'), { outputDir: folder.at('runs'), watch, signal: stop.signal })
  expect((await run).report).toMatchObject({ outcome: 'sigint', removal: { verified: true } })
})

test('a wrong file is refused with all its problems, and nothing is started', async () => {
  await using folder = temporaryFolder()
  writeFileSync(folder.at('wrong.yaml'), 'version: 1\nname: x\nfaluts: {}\nphases: 3\n')
  const error = await runExperiment(folder.at('wrong.yaml'), { outputDir: folder.at('runs') }).catch(error => error)
  expect(error).toBeInstanceOf(UserError)
  expect(error.problems.length).toBeGreaterThan(1)
  expect(readdirSync(folder.path)).toEqual(['wrong.yaml'])
  await expect(runExperiment(folder.at('gone.yaml'))).rejects.toThrow('gone.yaml cannot be read')
})

test('programs that the file names are started only where the code allows them', async () => {
  await using folder = temporaryFolder()
  const hooks = 'hooks: {before: [{run: [sh, -c, "touch ran; exit 1"]}]}'
  const file = folder.at('hooked.yaml')
  writeFileSync(file, `version: 1\nname: x\nphases: [{name: inject, kind: inject, duration: 1s}]\n${hooks}\n`)
  const setting = { outputDir: folder.at('runs'), env: { FALLACY_ALLOW_COMMANDS: '1' } }
  const error = await runExperiment(file, setting).catch(error => error)
  expect(error.problems).toMatchObject([{ code: 'E308', path: 'hooks.before[0].run' }])
  expect(readdirSync(folder.path)).toEqual(['hooked.yaml'])
  const { report } = await runExperiment(file, { ...setting, allowCommands: true })
  expect([report.outcome, readdirSync(folder.path).includes('ran')]).toEqual(['environment', true])
})
