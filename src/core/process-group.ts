import { readdirSync, readFileSync } from 'node:fs'
import type { Clock } from './clock.js'

/** Told of every process group that must not outlive the run, by the id of its leader. */
export interface Guard {
  watch(pid: number): void
  unwatch(pid: number): void
}

/** To every process of the group; false when there is none left. */
export const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') return true
    throw error
  }
}

/** A group of zombies only is dead: in a container without an init nobody ever collects them. */
export const isGroupAlive = (pid: number): boolean => {
  if (!signalGroup(pid, 0)) return false
  if (process.platform !== 'linux' || stateOf(pid)?.alive) return true
  const names = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return names.some(name => {
    const state = stateOf(Number(name))
    return state?.group === pid && state.alive
  })
}

/** From `pid (name) state ppid pgrp …` of proc(5); the name may hold anything, so what counts is its last bracket. */
const stateOf = (pid: number): { readonly alive: boolean; readonly group: number } | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state = 'X', , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { alive: !'ZX'.includes(state), group: Number(group) }
  } catch {
    return null
  }
}

/** How long a killed group may take to vanish, and the longest pause between two looks, ms. */
const VANISH_MS = 2_000
const LOOK_MS = 200

export interface Ending {
  readonly signal: NodeJS.Signals
  readonly graceMs: number
  readonly clock: Clock
  /** Aborts when nobody wants to wait any more. */
  readonly hurry: AbortSignal
}

/** Ends a group by its signal, and by SIGKILL after the grace; resolves when nothing of it is left. */
export const endGroup = async (
  pid: number,
  { signal, graceMs, clock, hurry }: Ending,
): Promise<{ readonly killed: boolean }> => {
  if (!hurry.aborted) signalGroup(pid, signal)
  if (await isGone(pid, clock, graceMs, hurry)) return { killed: false }
  signalGroup(pid, 'SIGKILL')
  await isGone(pid, clock, VANISH_MS, new AbortController().signal)
  return { killed: true }
}

const isGone = async (pid: number, clock: Clock, ms: number, hurry: AbortSignal): Promise<boolean> => {
  const end = clock.now() + ms
  for (let pause = 10; !hurry.aborted; pause = Math.min(pause * 1.5, LOOK_MS)) {
    if (!isGroupAlive(pid)) return true
    const left = end - clock.now()
    if (left <= 0) return false
    await clock.sleep(Math.min(pause, left), hurry).catch(() => {})
  }
  return !isGroupAlive(pid)
}
