import type { Clock } from '../core/clock.js'

export interface ParentWatch {
  readonly clock: Clock
  /** The id of the parent process now. */
  readonly ppid: () => number
  /** Called once, when the parent is not the one it was. */
  readonly gone: () => void
}

const EVERY_MS = 500

/** npm and npx end on SIGTERM without passing it on: that the parent has changed is all there is to see. */
export const watchParent = async ({ clock, ppid, gone }: ParentWatch, signal: AbortSignal): Promise<void> => {
  const parent = ppid()
  while (!signal.aborted) {
    if (ppid() !== parent) return gone()
    await clock.sleep(EVERY_MS, signal).catch(() => {})
  }
}
