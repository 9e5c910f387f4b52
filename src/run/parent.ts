import { readFileSync } from 'node:fs'
import type { Clock } from '../core/clock.js'

export interface Parent {
  readonly pid: number
  /** How often it was woken from waiting for us; null where that cannot be told. */
  readonly wakes: number | null
}

export interface ParentWatch {
  readonly clock: Clock
  readonly look: () => Parent
  /** Called once, when the parent is not the one it was. */
  readonly gone: () => void
  /** The parent was woken, which only a signal does. */
  readonly woken: () => void
}

const EVERY_MS = 250
/** A look that comes this late: we were stopped for a while, and the parent with us. */
const LATE_MS = 1_000

/**
 * npm passes SIGINT and SIGTERM on to the shell in which it starts us, and the shell passes nothing on: it dies of
 * SIGTERM, and keeps SIGINT until we end. That the parent has changed, or was woken, is all there is to see.
 */
export const watchParent = async ({ clock, look, gone, woken }: ParentWatch, signal: AbortSignal): Promise<void> => {
  let last = look()
  let lookedAt = clock.now()
  while (!signal.aborted) {
    const parent = look()
    if (parent.pid !== last.pid) return gone()
    const isLate = clock.now() - lookedAt > LATE_MS
    if (parent.wakes !== null && last.wakes !== null && parent.wakes > last.wakes && !isLate) woken()
    last = parent
    lookedAt = clock.now()
    await clock.sleep(EVERY_MS, signal).catch(() => {})
  }
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'dash', 'ash'])

/** The parent of a process of ours. Its wakes tell something only of a shell that has no other child (Linux). */
export const parentOf = (pid: number, ppid: number): Parent => {
  try {
    const read = (name: string) => readFileSync(`/proc/${ppid}/${name}`, 'utf8').trim()
    const waitsForUsOnly = SHELLS.has(read('comm')) && read(`task/${ppid}/children`) === String(pid)
    const wakes = waitsForUsOnly ? /^voluntary_ctxt_switches:\s*(\d+)$/m.exec(read('status'))?.[1] : undefined
    return { pid: ppid, wakes: wakes === undefined ? null : Number(wakes) }
  } catch {
    return { pid: ppid, wakes: null }
  }
}
