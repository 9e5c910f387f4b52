/**
 * A program of its own. When its standard input ends without a `bye`, the runner has died: it ends the process groups
 * it was told to watch, and then itself. A runner that says nothing holds all traffic in its proxies, so it ends that too.
 */
import { createInterface } from 'node:readline'
import { endGroup } from '../core/process-group.js'
import { systemClock } from '../core/system-clock.js'
import { LOOK_MS, openSilence } from './silence.js'
import { standingOf } from './standing.js'

const GRACE_MS = 2_000

const [runner = 0, mostHangingMs = Number.POSITIVE_INFINITY] = process.argv.slice(2).map(Number)
const clock = systemClock()
const over = new AbortController()
const watched = new Set<number>()
const silence = openSilence(() => standingOf(runner), mostHangingMs)

/** Kills the runner once it must be; resolves with why. Rejects when it is over before that. */
const watchRunner = async (): Promise<string> => {
  for (;;) {
    await clock.sleep(LOOK_MS, over.signal)
    const why = silence.look()
    if (why === null || process.ppid !== runner) continue
    process.kill(runner, 'SIGKILL')
    return why
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
const killed = watchRunner().catch(() => null)

for await (const line of createInterface({ input: process.stdin })) {
  const [order, argument] = line.split(' ')
  if (order === 'beat') silence.beat(argument === 'inspected')
  if (order === 'watch') watched.add(Number(argument))
  if (order === 'unwatch') watched.delete(Number(argument))
  if (order === 'bye') watched.clear()
}

over.abort()
const ending = { signal: 'SIGTERM', graceMs: GRACE_MS, clock, hurry: new AbortController().signal } as const
await Promise.all([...watched].filter(pid => pid > 1).map(pid => endGroup(pid, ending)))
const why = await killed
process.stderr.on('error', () => {})
if (why !== null) process.stderr.write(`fallacy ${why}: it was killed, for its proxies held all traffic\n`)
