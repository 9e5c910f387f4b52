import { randomBytes } from 'node:crypto'
import type { RunIdentity } from '../core/run-identity.js'
import { commitOf } from './commit.js'
import { version } from './package.js'
import { wallClock } from './wall-clock.js'

/** Makes a run of a file in that folder this run and no other, by wall clock and chance. */
export const drawIdentity = (folder: string): RunIdentity => {
  const commit = commitOf(folder)
  return {
    run: randomBytes(2).toString('hex'),
    at: wallClock().toISOString(),
    tool: version(),
    node: process.versions.node,
    platform: process.platform,
    pid: process.pid,
    ...(commit !== null && { commit }),
  }
}
