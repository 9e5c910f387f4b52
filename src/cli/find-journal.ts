import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UserError } from '../core/problem.js'

/** The journal of a run, given by its folder, by itself, or as `latest`; throws a UserError where there is none. */
export const findJournal = (run: string, outputDir: string, folder: string): string => {
  const path = run === 'latest' ? latestIn(outputDir) : resolve(folder, run)
  const journal = existsSync(path) && statSync(path).isDirectory() ? join(path, 'events.ndjson') : path
  if (existsSync(journal)) return journal
  throw new UserError(`there is no run at ${run}: ${journal} does not exist`, {
    hints: ['give the folder of a run, its events.ndjson, or latest (with --output-dir DIR if it is not here)'],
  })
}

/** Where links are not allowed, `latest.txt` names the folder. */
const latestIn = (outputDir: string): string => {
  const named = join(outputDir, 'latest.txt')
  return existsSync(named) ? join(outputDir, readFileSync(named, 'utf8').trim()) : join(outputDir, 'latest')
}
