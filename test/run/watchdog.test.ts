import { spawn } from 'node:child_process'
import { test as alone, expect, type TestContext } from 'vitest'
import { isGroupAlive, signalGroup } from '../../src/core/process-group.js'
import { openWatchdog } from '../../src/run/watchdog.js'

/** Processes wait more than they work. */
const test = alone.concurrent

/** A group of two that ignores SIGTERM when told so. */
const group = ({ onTestFinished }: TestContext, stubborn = false): number => {
  const script = `${stubborn ? "trap '' TERM;" : ''} sleep 60 & sleep 60`
  const child = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' })
  const pid = child.pid ?? 0
  onTestFinished(() => {
    signalGroup(pid, 'SIGKILL')
  })
  return pid
}

/** A program that starts a watchdog for these groups and then does `end`. */
const runner = (pids: readonly number[], end: string, mostHangingMs = 60_000) => {
  const module = new URL('../../dist/run/watchdog.js', import.meta.url).href
  const program = `
    import { openWatchdog } from ${JSON.stringify(module)}
    const watchdog = openWatchdog({ lost: () => process.exit(9), mostHangingMs: ${mostHangingMs} })
    for (const pid of ${JSON.stringify(pids)}) watchdog.watch(pid)
    await new Promise(resolve => setTimeout(resolve, 300))
    ${end}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'inherit' })
  return new Promise(resolve => child.once('exit', (code, signal) => resolve(signal ?? code)))
}

test('when the runner is killed, what it watched ends, stubborn or not', async context => {
  const groups = [group(context), group(context, true)]
  expect(await runner(groups, "process.kill(process.pid, 'SIGKILL')")).toBe('SIGKILL')
  await context.expect.poll(() => groups.map(isGroupAlive), { timeout: 10_000 }).toEqual([false, false])
})

test('when the runner ends without closing, what it watched ends', async context => {
  const pid = group(context)
  expect(await runner([pid], 'process.exit(70)')).toBe(70)
  await context.expect.poll(() => isGroupAlive(pid), { timeout: 10_000 }).toBe(false)
})

test('a runner that is stopped for too long is killed, and what it watched ends: its proxies would hold all traffic', async context => {
  context.skip(process.platform === 'win32', 'nothing is stopped here')
  const pid = group(context)
  const stop = "process.kill(process.pid, 'SIGSTOP')"
  expect(await Promise.all([runner([pid], stop), runner([], `watchdog.start(); ${stop}`)])).toEqual([
    'SIGKILL',
    'SIGKILL',
  ])
  await context.expect.poll(() => isGroupAlive(pid), { timeout: 10_000 }).toBe(false)
})

test('a runner that hangs for too long is killed', async () => {
  expect(await runner([], 'watchdog.start(); for (;;);', 700)).toBe('SIGKILL')
})

test('a watchdog that is closed, or that was told to forget, ends nothing', async context => {
  const pids = [group(context), group(context)]
  const lost: string[] = []
  const watchdog = openWatchdog({ lost: why => lost.push(why), mostHangingMs: 60_000 })
  for (const pid of pids) watchdog.watch(pid)
  await watchdog.close()
  expect(pids.map(isGroupAlive)).toEqual([true, true])
  const control = group(context)
  const forget = `for (const pid of ${JSON.stringify(pids)}) watchdog.unwatch(pid)`
  expect(await runner([...pids, control], forget)).toBe(0)
  await context.expect.poll(() => isGroupAlive(control), { timeout: 10_000 }).toBe(false)
  expect(pids.map(isGroupAlive)).toEqual([true, true])
  expect(lost).toEqual([])
})

test('the watchdog does not keep its runner alive', async context => {
  expect(await runner([group(context)], '')).toBe(0)
})
