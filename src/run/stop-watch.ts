import { existsSync } from 'node:fs'
import type { RunContext } from './run.js'

const EVERY_MS = 250

/** Halts the run as soon as one of the files is there, until the signal aborts. */
export const watchStopFiles = async (
  { clock, halt }: Pick<RunContext, 'clock' | 'halt'>,
  files: readonly string[],
  signal: AbortSignal,
): Promise<void> => {
  while (files.length > 0 && !signal.aborted) {
    const found = files.find(file => existsSync(file))
    if (found !== undefined)
      return halt.stop({ kind: 'abort', rule: 'stop', why: `there is a file ${found}`, verify: false })
    await clock.sleep(EVERY_MS, signal).catch(() => {})
  }
}
