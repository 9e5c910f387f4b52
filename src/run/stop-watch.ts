import { existsSync, readFileSync } from 'node:fs'
import { clip } from '../core/inert.js'
import type { RunContext } from './run.js'

/** A look costs some microseconds; what a fault holds is to be let go within 50 ms of `fallacy stop`. */
const EVERY_MS = 25

/** Halts the run as soon as one of the files is there, until the signal aborts. */
export const watchStopFiles = async (
  { clock, halt }: Pick<RunContext, 'clock' | 'halt'>,
  files: readonly string[],
  signal: AbortSignal,
): Promise<void> => {
  while (files.length > 0 && !signal.aborted) {
    const found = files.find(file => existsSync(file))
    if (found !== undefined) return halt.stop({ kind: 'abort', rule: 'stop', why: whyOf(found), verify: false })
    await clock.sleep(EVERY_MS, signal).catch(() => {})
  }
}

const LONGEST = 200

/** What whoever made the file has to say, if anything: its first line. */
const whyOf = (file: string): string => {
  const word = clip(contentOf(file).trim().split('\n')[0] ?? '', LONGEST)
  return word === '' ? `there is a file ${file}` : `${word} (${file})`
}

const contentOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
