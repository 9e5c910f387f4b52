/**
 * A program of its own. When its standard input ends without a `bye`, the runner has died: it ends the process groups
 * it was told to watch, and then itself.
 */
import { createInterface } from 'node:readline'
import { endGroup } from '../core/process-group.js'
import { systemClock } from '../core/system-clock.js'

const GRACE_MS = 2_000

const watched = new Set<number>()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const [order, pid] = line.split(' ')
  if (order === 'watch') watched.add(Number(pid))
  if (order === 'unwatch') watched.delete(Number(pid))
  if (order === 'bye') watched.clear()
}

const ending = {
  signal: 'SIGTERM',
  graceMs: GRACE_MS,
  clock: systemClock(),
  hurry: new AbortController().signal,
} as const
await Promise.all([...watched].filter(pid => pid > 1).map(pid => endGroup(pid, ending)))
