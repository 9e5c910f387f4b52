import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadPlugins } from '../../src/experiment/plugins.js'
import { changed, loadText, MINIMAL, problemsOf } from '../support/load-text.js'
import { FAULT_MODULE, marking } from '../support/plugin-modules.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const using = (modules: string, more = '') => changed(MINIMAL, 'proxies:', `use: [${modules}]\nproxies:`) + more

test('a module of a file is not run unless that is allowed, and the file says so', async () => {
  await using folder = temporaryFolder()
  writeFileSync(folder.at('mine.js'), marking(folder.at('ran')))
  const input = { folder: folder.path }
  expect(await problemsOf(using('./mine.js'), input)).toEqual([
    'E307 3:1 the file uses code of its own (./mine.js), which is not loaded unless you allow it',
  ])
  expect(existsSync(folder.at('ran'))).toBe(false)
  expect(await problemsOf(using('./mine.js'), { ...input, allowPlugins: true })).toEqual([
    'E213 3:7 ./mine.js exports no fault, no probe and no reporter',
  ])
  expect(existsSync(folder.at('ran'))).toBe(true)
})

test('what it brings along is checked like all else: options, names of probes, formats', async () => {
  await using folder = temporaryFolder()
  writeFileSync(folder.at('mine.js'), FAULT_MODULE)
  const input = { folder: folder.path, allowPlugins: true }
  const good = changed(
    using('./mine.js', 'report: {formats: [csv]}\n'),
    'latency: {add: 800ms}',
    'hangUp: {how: reset}',
  )
  const loaded = await loadText(
    changed(good, '{type: http, url: "http://127.0.0.1:3000/"', '{type: dice, sides: 6'),
    input,
  )
  expect(loaded).toMatchObject({ ok: true, experiment: { reporters: [{ name: 'csv' }] } })
  expect(await problemsOf(changed(good, 'how: reset', 'how: politely'), input)).toEqual([
    expect.stringMatching(/^E111 .+ expected "close" or "reset", found "politely"|^E111 .+politely/),
  ])
})

test('no plug-in takes the name of another, and one that cannot be loaded is named', async () => {
  await using folder = temporaryFolder()
  writeFileSync(folder.at('mine.js'), FAULT_MODULE)
  writeFileSync(folder.at('broken.js'), 'export const x = ;')
  const input = { folder: folder.path, allowPlugins: true }
  expect(await problemsOf(using('./mine.js, ./mine.js'), input)).toEqual([
    'E131 3:18 there is already one named hangUp, dice, csv',
  ])
  expect(await problemsOf(using('./gone.js, ./broken.js'), input)).toEqual([
    expect.stringMatching(/^E213 3:7 \.\/gone\.js cannot be loaded: Cannot find module/),
    expect.stringMatching(/^E213 3:18 \.\/broken\.js cannot be loaded: /),
  ])
})

test('a package is found as from a module in the folder', async () => {
  await using folder = temporaryFolder()
  mkdirSync(folder.at('node_modules/fallacy-mine'), { recursive: true })
  writeFileSync(folder.at('node_modules/fallacy-mine/package.json'), '{"type": "module", "exports": "./main.js"}')
  writeFileSync(folder.at('node_modules/fallacy-mine/main.js'), FAULT_MODULE)
  expect((await loadPlugins('fallacy-mine', folder.path)).faults.map(({ name }) => name)).toEqual(['hangUp'])
  await expect(loadPlugins('fallacy-gone', folder.path)).rejects.toThrow('fallacy-gone cannot be loaded: Cannot find')
})
