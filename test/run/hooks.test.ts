import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal } from '../../src/core/journal.js'
import { systemClock } from '../../src/core/system-clock.js'
import type { HookSpec } from '../../src/experiment/experiment.js'
import { openHalt } from '../../src/run/halt.js'
import { runBefore, runCleanup } from '../../src/run/hooks.js'
import { temporaryFolder } from '../support/cli.js'
import { experimentOf } from '../support/experiment.js'

const guard = { watch: () => {}, unwatch: () => {} }
const hook = (script: string, rest: Partial<HookSpec> = {}): HookSpec => ({
  ...{ command: ['/bin/sh', '-c', script], timeoutMs: 20_000, retries: 0 },
  ...rest,
})

const contextIn = (folder: string, hooks: readonly HookSpec[]) => {
  const clock = systemClock()
  const journal = openJournal(clock.now)
  const told: string[] = []
  journal.subscribe(entry => {
    if (entry.type === 'hook.ended') told.push(`${entry.when} ${entry.tries} ${entry.why ?? 'done'}`)
  })
  const recorded: string[] = []
  const context = {
    ...{ clock, journal, halt: openHalt(journal) },
    experiment: { ...experimentOf(), folder, hooks: { before: hooks, cleanup: hooks } },
    record: (exit: string | null) => recorded.push(String(exit)),
  }
  return { context, told, recorded }
}

test('the hooks before stop at the first that fails, after its retries', async () => {
  using folder = temporaryFolder()
  const failing = hook('echo x >> tried; echo no database >&2; exit 3', { retries: 1 })
  const { context, told } = contextIn(folder.path, [hook('exit 0'), failing, hook('echo x > never')])
  await expect(runBefore(context, guard)).rejects.toMatchObject({
    exit: 'environment',
    message: expect.stringMatching(/^hook before, \/bin\/sh .*: exit code 3: no database \(2 tries\)$/),
  })
  expect(told).toEqual(['before 1 done', 'before 2 exit code 3: no database'])
  expect(readFileSync(join(folder.path, 'tried'), 'utf8')).toBe('x\nx\n')
  expect(existsSync(join(folder.path, 'never'))).toBe(false)
})

test('every cleanup is run, also after one that fails, hangs or is not there, and a stopped run is cleaned up', async () => {
  using folder = temporaryFolder()
  const hanging = hook('sleep 60', { timeoutMs: 50 })
  const missing = hook('', { command: ['./nowhere'] })
  const { context, told, recorded } = contextIn(folder.path, [hook('exit 1'), hanging, missing, hook('echo x > done')])
  context.halt.stop({ kind: 'signal', signal: 'SIGINT' })
  context.halt.stop({ kind: 'signal', signal: 'SIGINT' })
  await runCleanup(context, guard)
  expect(told).toEqual([
    ...['cleanup 1 exit code 1', 'cleanup 1 not done within 50 ms'],
    ...[expect.stringContaining('ENOENT'), 'cleanup 1 done'],
  ])
  expect(recorded).toEqual(['cleanupFailed', 'cleanupFailed', 'cleanupFailed'])
  expect(existsSync(join(folder.path, 'done'))).toBe(true)
})

test('a signal ends a hook before', async () => {
  using folder = temporaryFolder()
  const { context } = contextIn(folder.path, [hook('sleep 60')])
  const running = runBefore(context, guard)
  context.halt.stop({ kind: 'signal', signal: 'SIGINT' })
  await expect(running).rejects.toBe(context.halt.signal.reason)
})
