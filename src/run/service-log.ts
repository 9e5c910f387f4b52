import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { TextMask } from './secret-mask.js'

/**
 * The file that a service writes its output to: the service never waits for us, and nothing is lost when it dies. Where
 * there are secrets it has no name, and is gone with the last who has it open; what it says is copied without them.
 */
export interface ServiceLog {
  /** For the child's standard output and error. */
  readonly file: number
  /** The last lines, at most `count`. */
  tail(count: number): readonly string[]
  /** The next whole lines that were not given yet, at most 64 KiB; empty when there are none. */
  news(): string
  /** Copies what was written since, but for the beginning of a secret at its end. */
  copy(): void
  /** Copies the rest: nobody writes any more. */
  close(): void
  remove(): void
}

const PIECE = 64 * 1024

/** `<id>.log` in `folder`, without the secrets; null: there are none. */
export const openServiceLog = (folder: string, id: string, secrets: TextMask | null): ServiceLog => {
  const path = join(folder, `${id}.log`)
  const named = openSync(path, 'a+')
  const file = secrets === null ? named : openWithoutName(join(folder, `.${id}.log`))
  const read = (from: number) => {
    const buffer = Buffer.alloc(PIECE)
    return buffer.subarray(0, readSync(file, buffer, 0, PIECE, from))
  }
  const { copy, finish } = secrets === null ? NOTHING_TO_COPY : copying(read, named, secrets)
  let seen = 0
  let closed = false
  return {
    file,
    tail(count) {
      const { size } = fstatSync(file)
      const text = read(Math.max(0, size - PIECE))
        .toString('utf8')
        .trimEnd()
      return text === '' ? [] : text.split(/\r?\n/).slice(-count)
    },
    news() {
      const piece = read(seen)
      const whole = piece.lastIndexOf('\n') + 1
      const taken = whole === 0 && piece.length === PIECE ? PIECE : whole
      seen += taken
      return piece.toString('utf8', 0, taken)
    },
    copy,
    close() {
      if (closed) return
      closed = true
      finish()
      for (const open of new Set([file, named])) closeSync(open)
    },
    remove: () => rmSync(path, { force: true }),
  }
}

const openWithoutName = (path: string): number => {
  const file = openSync(path, 'wx+', 0o600)
  rmSync(path)
  return file
}

const NOTHING_TO_COPY = { copy: () => {}, finish: () => {} }

const copying = (read: (from: number) => Buffer, to: number, { mask, settled }: TextMask) => {
  const decoder = new TextDecoder()
  let copied = 0
  let held = ''
  /** A full disk costs what the log would have said, and not the run. */
  const write = (end: number) => {
    const text = held.slice(0, end)
    held = held.slice(end)
    try {
      writeSync(to, mask(text))
    } catch {}
  }
  const copy = () => {
    for (let piece = read(copied); piece.length > 0; piece = read(copied)) {
      copied += piece.length
      held += decoder.decode(piece, { stream: true })
      write(settled(held))
    }
  }
  const finish = () => {
    copy()
    held += decoder.decode()
    write(held.length)
  }
  return { copy, finish }
}
