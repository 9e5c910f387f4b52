import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from './alive.js'

/** The newest run in `dir` if it died without an end (kill -9, power): its folder; null when all is well. */
export const findDeadRun = (dir: string): string | null => {
  try {
    const folder = realpathSync(join(dir, 'latest'))
    const { head, tail } = endsOf(join(folder, 'events.ndjson'), 64 * 1024)
    const pid = Number(/"pid":(\d+)/.exec(head)?.[1])
    if (!Number.isSafeInteger(pid) || tail.includes('"type":"run.ended"')) return null
    return isAlive(pid) ? null : folder
  } catch {
    return null
  }
}

/** The first and the last `bytes` of a file. */
export const endsOf = (path: string, bytes: number): { readonly head: string; readonly tail: string } => {
  const file = openSync(path, 'r')
  try {
    const read = (at: number) => {
      const buffer = Buffer.alloc(bytes)
      return buffer.subarray(0, readSync(file, buffer, 0, bytes, at)).toString('utf8')
    }
    return { head: read(0), tail: read(Math.max(0, fstatSync(file).size - bytes)) }
  } finally {
    closeSync(file)
  }
}
