import { randomBytes } from 'node:crypto'
import type { RunIdentity } from '../core/run-identity.js'
import { version } from './package.js'
import { wallClock } from './wall-clock.js'

/** Makes a run this run and no other, by wall clock and chance. */
export const drawIdentity = (): RunIdentity => ({
  run: randomBytes(2).toString('hex'),
  at: wallClock().toISOString(),
  tool: version(),
  node: process.versions.node,
  platform: process.platform,
  pid: process.pid,
})
