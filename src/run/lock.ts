import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { UserError } from '../core/problem.js'
import { describeError } from '../core/socket-error.js'
import { showDuration } from '../core/units.js'
import { isAlive } from './alive.js'

/** Who holds a lock, as its file says. */
export interface Holder {
  readonly experiment: string
  readonly pid: number
  readonly host: string
  /** ISO 8601 UTC. */
  readonly at: string
}

export interface Lock {
  /** The dead process that it was taken over from. */
  readonly from: Holder | null
  release(): void
}

const holderShape = v.object({ experiment: v.string(), pid: v.number(), host: v.string(), at: v.string() })

/**
 * Takes the lock `name` in a folder: its file is there as long as it is held. One of a process that died on this
 * machine is taken over. Throws a UserError (exit 6) that names the holder when it is held.
 */
export const takeLock = (folder: string, name: string, taker: Omit<Holder, 'host'>): Lock => {
  const locks = join(folder, 'locks')
  const file = join(locks, `${name}.json`)
  const content = `${JSON.stringify({ ...taker, host: hostname() })}\n`
  makeFolder(locks)
  const release = () => {
    if (read(file) === content) rmSync(file, { force: true })
  }
  if (create(file, content)) return { from: null, release }
  const found = read(file)
  const holder = holderOf(found)
  if (holder !== null && isDead(holder) && discard(file, found) && create(file, content))
    return { from: holder, release }
  throw heldBy(name, file, holder, taker.at)
}

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    const hints = ['name another folder with FALLACY_STATE_DIR']
    throw new UserError(`no lock can be held in ${folder}: ${describeError(cause)}`, {
      exit: 'environment',
      cause,
      hints,
    })
  }
}

const create = (file: string, content: string): boolean => {
  try {
    writeFileSync(file, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const holderOf = (text: string): Holder | null => {
  try {
    const parsed = v.safeParse(holderShape, JSON.parse(text))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

/** Of a process on another machine nobody here can know. */
const isDead = ({ host, pid }: Holder): boolean => host === hostname() && !isAlive(pid)

/** Takes a file away if it is the one that was seen; another, that somebody has made since, goes back. */
const discard = (file: string, seen: string): boolean => {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return false
  }
  const mine = read(aside) === seen
  if (!mine) create(file, read(aside))
  rmSync(aside, { force: true })
  return mine
}

const heldBy = (name: string, file: string, holder: Holder | null, now: string): UserError => {
  const hints = [`if it is dead, remove ${file}`]
  if (holder === null) return new UserError(`the lock ${name} is held by somebody`, { exit: 'environment', hints })
  const { experiment, pid, host, at } = holder
  const age = showDuration(Math.max(0, Date.parse(now) - Date.parse(at)))
  const message = `the lock ${name} is held by ${experiment}, process ${pid} on ${host}, for ${age}`
  return new UserError(message, { exit: 'environment', hints })
}
