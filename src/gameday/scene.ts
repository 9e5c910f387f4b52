import type { FactOf, RunState } from '../core/fact.js'
import type { Entry } from '../core/journal.js'
import type { Report } from '../core/report.js'
import { type Live, live } from '../metrics/live.js'
import type { Timed } from '../metrics/samples.js'
import type { Desk } from './desk.js'

/** All that a page about a run in progress is made of. */
export interface Scene {
  readonly desk: Desk
  readonly live: Live
  /** Of each probe, those of the current phase that ended in the last seconds. */
  readonly recent: Map<string, Timed[]>
  doing: RunState
  /** Where the report will be. */
  readonly reportFolder: string
  ended: Report | null
  read(entry: Entry): void
}

export const RECENT_MS = 20_000
const MOST = 2_000

export const openScene = (desk: Desk, reportFolder: string): Scene => {
  const scene: Scene = {
    ...{ desk, reportFolder, live: live.start(), recent: new Map(), doing: 'preflight', ended: null },
    read(entry) {
      live.next(scene.live, entry)
      if (entry.type === 'state.entered') scene.doing = entry.state
      if (entry.type === 'phase.started') scene.recent.clear()
      if (entry.type === 'probe.sampled') remember(scene.recent, entry)
    },
  }
  return scene
}

const remember = (recent: Scene['recent'], { probe, sample, t, x }: Entry<FactOf<'probe.sampled'>>): void => {
  const samples = recent.get(probe) ?? []
  recent.set(probe, samples)
  samples.push({ startMs: t - sample.latencyMs, endMs: t, sample, x: x ?? null })
  // Twice as many, so that dropping them is rare.
  if (samples.length > 2 * MOST) samples.splice(0, samples.length - MOST)
}
