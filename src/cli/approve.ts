import { createInterface } from 'node:readline'
import type { RunOptions } from '../run/run.js'

/** Waits for one line of standard input: whoever started the run sits there. Ctrl-C stays what it is. */
export const approveOnTerminal: NonNullable<RunOptions['approve']> = (_, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const lines = createInterface({ input: process.stdin, terminal: false })
    const leave = () => {
      lines.close()
      process.stdin.pause()
      reject(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
    lines.once('line', () => {
      signal.removeEventListener('abort', leave)
      lines.close()
      resolve()
    })
  })
