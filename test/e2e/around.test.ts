import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { answering, smallExperiment } from '../support/small-experiment.js'

const SHORT = { baseline: 'duration: 500ms', inject: '300ms' }
const experiment = (upstream: string, more: string, inject = SHORT.inject) =>
  `${smallExperiment(upstream, { inject }).replace(SHORT.baseline, 'duration: 200ms')}${more}\n`

const hook = (script: string, rest = '') => `{run: [node, -e, ${JSON.stringify(script)}]${rest}}`
const touch = (name: string) => hook(`require('node:fs').appendFileSync('${name}', 'x')`)
const failing = (name: string, rest = '') =>
  hook(`require('node:fs').appendFileSync('${name}', 'x'); console.error('no database'); process.exit(3)`, rest)

test('a hook before that fails ends the run with 6: nothing is injected, and it is cleaned up all the same', async () => {
  using origin = await answering()
  const hooks = `hooks: {before: [${failing('tried', ', retries: 1')}], cleanup: [${touch('cleaned')}]}`
  using folder = temporaryFolder({ 'x.yaml': experiment(origin.url, hooks) })
  const run = await fallacy(['run', 'x.yaml', '-q'], { cwd: folder.path })
  expect(run.code).toBe(6)
  expect(run.stdout).toContain('exit code 3: no database (2 tries)')
  expect(readFileSync(join(folder.path, 'tried'), 'utf8')).toBe('xx')
  expect(existsSync(join(folder.path, 'cleaned'))).toBe(true)
  const journal = readFileSync(join(folder.path, 'fallacy-report/latest/events.ndjson'), 'utf8')
  expect(journal).not.toContain('fault.activated')
})

test('a lock keeps a second run out; stop halts the first one, and refuses more until it is resumed', async () => {
  using origin = await answering()
  const around = `safety: {lock: shop}\nhooks: {cleanup: [${touch('cleaned')}]}`
  using folder = temporaryFolder({ 'x.yaml': experiment(origin.url, around, '60s') })
  const env = { FALLACY_STATE_DIR: join(folder.path, 'state') }
  const options = { cwd: folder.path, env }
  let injecting: () => void
  const injected = new Promise<void>(resolve => {
    injecting = resolve
  })
  const first = fallacy(['run', 'x.yaml'], {
    ...options,
    started: child => child.stderr?.on('data', text => String(text).includes('slow on') && injecting()),
  })
  await injected
  const second = await fallacy(['run', 'x.yaml', '-q'], options)
  expect(second).toMatchObject({
    code: 6,
    stdout: expect.stringMatching(/the lock shop is held by small, process \d+ on/),
  })
  expect(existsSync(join(folder.path, 'cleaned'))).toBe(false)

  const stop = await fallacy(['stop', '--why', 'incident 4711'], options)
  expect(stop).toMatchObject({ code: 0, stdout: expect.stringMatching(/^halted .*-small-.*\n1 run halted/) })
  expect(await first).toMatchObject({ code: 4, stdout: expect.stringContaining('abort rule stop: incident 4711, 2') })
  expect(existsSync(join(folder.path, 'cleaned'))).toBe(true)
  expect(existsSync(join(folder.path, 'state/locks/shop.json'))).toBe(false)

  const refused = await fallacy(['run', 'x.yaml'], options)
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('all runs are stopped: incident 4711') })
  expect((await fallacy(['stop', '--resume'], options)).stdout).toBe('runs may start again\n')
  expect((await fallacy(['stop', '--resume'], options)).stdout).toBe('nothing was stopped\n')
})
