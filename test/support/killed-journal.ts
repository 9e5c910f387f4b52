import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readJournal } from '../../src/run/read-journal.js'
import { temporaryFolder } from './cli.js'

const WRITER = fileURLToPath(new URL('./journal-main.mjs', import.meta.url))

export interface KilledJournal {
  /** Entries that the file holds, in order and without a gap; null when they are not. */
  readonly held: number | null
  /** Entries that had been given to the file before the turn in which it was killed. */
  readonly owed: number
}

/** The journal of a process that is killed with SIGKILL so long after its first entries. */
export const killedJournal = async (afterMs: number): Promise<KilledJournal> => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'events.ndjson')
  const writer = spawn(process.execPath, [WRITER, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  writer.stdout.setEncoding('utf8').on('data', text => {
    said += text
  })
  const closed = once(writer, 'close')
  await once(writer.stdout, 'data')
  await sleep(afterMs)
  writer.kill('SIGKILL')
  await closed
  const entries = readJournal(path)
  const isWhole = entries.every(({ t }, at) => t === at)
  return { held: isWhole ? entries.length : null, owed: Number(said.trimEnd().split('\n').at(-1)) + 1 }
}
