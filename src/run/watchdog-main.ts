/**
 * A program of its own. When its standard input ends without a `bye`, the runner has died: it ends the process groups
 * it was told to watch, and then itself. A runner that is stopped holds all traffic in its proxies, so it ends that too.
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { endGroup } from '../core/process-group.js'
import { systemClock } from '../core/system-clock.js'

const GRACE_MS = 2_000
const LOOK_MS = 250

const [runner = 0, mostStoppedMs = Number.POSITIVE_INFINITY] = process.argv.slice(2).map(Number)
const clock = systemClock()
const over = new AbortController()
const watched = new Set<number>()

/** By SIGSTOP or Ctrl-Z, on Linux; not by a debugger, and not when all processes sleep. */
const isStopped = (): boolean => {
  try {
    return process.ppid === runner && /^T/.test(readFileSync(`/proc/${runner}/stat`, 'utf8').replace(/^.*\) /s, ''))
  } catch {
    return false
  }
}

/** Time is counted in looks: what was stopped together with us was not stopped for long. */
const watchRunner = async (): Promise<void> => {
  for (let stoppedMs = 0; stoppedMs < mostStoppedMs; stoppedMs = isStopped() ? stoppedMs + LOOK_MS : 0)
    await clock.sleep(LOOK_MS, over.signal)
  process.kill(runner, 'SIGKILL')
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
watchRunner().catch(() => {})

for await (const line of createInterface({ input: process.stdin })) {
  const [order, pid] = line.split(' ')
  if (order === 'watch') watched.add(Number(pid))
  if (order === 'unwatch') watched.delete(Number(pid))
  if (order === 'bye') watched.clear()
}

over.abort()
const ending = { signal: 'SIGTERM', graceMs: GRACE_MS, clock, hurry: new AbortController().signal } as const
await Promise.all([...watched].filter(pid => pid > 1).map(pid => endGroup(pid, ending)))
