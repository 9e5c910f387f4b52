import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The file that a service writes its output to: the service never waits for us, and nothing is lost when it dies. */
export interface ServiceLog {
  /** For the child's standard output and error. */
  readonly file: number
  /** The last lines, at most `count`. */
  tail(count: number): readonly string[]
  /** The next whole lines that were not given yet, at most 64 KiB; empty when there are none. */
  news(): string
  close(): void
  /** Changes what is in the file, once nobody writes to it. */
  rewrite(change: (text: string) => string): void
  remove(): void
}

const PIECE = 64 * 1024

export const openServiceLog = (folder: string, id: string): ServiceLog => {
  const path = join(folder, `${id}.log`)
  const file = openSync(path, 'a+')
  const read = (from: number, size: number) => {
    const buffer = Buffer.alloc(size)
    return buffer.subarray(0, readSync(file, buffer, 0, size, from))
  }
  let seen = 0
  let closed = false
  return {
    file,
    tail(count) {
      const { size } = fstatSync(file)
      const text = read(Math.max(0, size - PIECE), PIECE)
        .toString('utf8')
        .trimEnd()
      return text === '' ? [] : text.split(/\r?\n/).slice(-count)
    },
    news() {
      const piece = read(seen, PIECE)
      const whole = piece.lastIndexOf('\n') + 1
      const taken = whole === 0 && piece.length === PIECE ? PIECE : whole
      seen += taken
      return piece.toString('utf8', 0, taken)
    },
    close() {
      if (!closed) closeSync(file)
      closed = true
    },
    rewrite(change) {
      const text = readFileSync(path, 'utf8')
      const changed = change(text)
      if (changed !== text) writeFileSync(path, changed)
    },
    remove: () => rmSync(path, { force: true }),
  }
}
