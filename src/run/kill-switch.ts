import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunIdentity } from '../core/run-identity.js'
import { isAlive } from './alive.js'

/** What `fallacy stop` writes: as long as it is there, nothing starts and what runs is halted. */
export const switchFile = (state: string): string => join(state, 'STOP')

export const isStopped = (state: string): boolean => existsSync(switchFile(state))

export const stopAll = (state: string, why: string): void => {
  mkdirSync(state, { recursive: true })
  writeFileSync(switchFile(state), `${why}\n`)
}

export const whyStopped = (state: string): string => readFileSync(switchFile(state), 'utf8').trim()

/** True when something had been stopped. */
export const resume = (state: string): boolean => {
  const stopped = isStopped(state)
  rmSync(switchFile(state), { force: true })
  return stopped
}

/** Enters a run among those that `stop` waits for; the result takes it out. Where that cannot be, it is halted unwatched. */
export const enrol = (state: string, { pid, run }: Pick<RunIdentity, 'pid' | 'run'>, folder: string): (() => void) => {
  const file = join(state, 'runs', `${pid}-${run}`)
  try {
    mkdirSync(join(state, 'runs'), { recursive: true })
    writeFileSync(file, `${folder}\n`)
  } catch {
    return () => {}
  }
  return () => rmSync(file, { force: true })
}

/** The runs under way: process and folder. What died without a word is forgotten. */
export const runsUnderWay = (state: string): readonly { readonly pid: number; readonly folder: string }[] => {
  const runs = join(state, 'runs')
  if (!existsSync(runs)) return []
  return readdirSync(runs).flatMap(name => {
    const file = join(runs, name)
    const pid = Number(name.split('-')[0])
    if (!isAlive(pid)) rmSync(file, { force: true })
    return existsSync(file) ? [{ pid, folder: readFileSync(file, 'utf8').trim() }] : []
  })
}
