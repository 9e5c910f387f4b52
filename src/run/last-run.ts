import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inertJson } from '../core/inert.js'
import { EXIT } from '../core/problem.js'
import { endsOf } from './stale.js'

/** Enough for the first line of a journal, which holds the file and the plan, and more than enough for the last one. */
const BYTES = 4 * 1024 ** 2

/** Whether the newest run of an experiment (of a cell of it) in `dir` passed; null where there is none. */
export const passedLast = (dir: string, name: string, cell?: string): boolean | null => {
  const isRun = (folder: string) => folder.replace(/^\d{8}T\d{6}Z-|-[\da-f]{4}$/g, '') === name
  for (const folder of foldersIn(dir).filter(isRun).sort().reverse()) {
    const journal = read(join(dir, folder, 'events.ndjson'))
    if (journal === null || (cell !== undefined && !journal.head.includes(`"cell":${inertJson(JSON.stringify(cell))}`)))
      continue
    return journal.tail.includes(`"type":"run.ended","exit":"pass","code":${EXIT.pass}}`)
  }
  return null
}

const foldersIn = (dir: string): string[] => {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}

const read = (path: string): ReturnType<typeof endsOf> | null => {
  try {
    return endsOf(path, BYTES)
  } catch {
    return null
  }
}
