import type { ServerResponse } from 'node:http'
import type { Clock } from '../core/clock.js'
import { clockTime } from '../reporters/show.js'
import { regionsOf } from './page/page.js'
import type { Role } from './role.js'
import type { Scene } from './scene.js'
import { type Snapshot, snapshotOf } from './snapshot.js'

/** How often everybody is told how it stands, whether or not anything changed: silence means that something broke. */
const EVERY_MS = 1_000
const MOST = 200
/** What a reader who does not read may hold before it is let go. */
const MOST_UNREAD = 1_000_000

/** Those who look on, each over a stream of server-sent events (HTML 9.2). */
export interface Audience {
  /** Tells from now on; as HTML, only the regions that changed. False: there are too many. */
  add(response: ServerResponse, role: Role, as: 'html' | 'json'): boolean
  /** Tells everybody at once. */
  tell(): void
  /** Tells everybody for the last time. */
  end(): void
}

interface Listener {
  readonly response: ServerResponse
  readonly role: Role
  readonly as: 'html' | 'json'
  /** The regions as it has them. */
  readonly has: Map<string, string>
}

export const openAudience = (scene: Scene, now: () => number, clock: Clock, signal: AbortSignal): Audience => {
  const listeners = new Set<Listener>()
  const tell = (to: Iterable<Listener> = listeners) => {
    const snapshots = new Map<Role, Snapshot>()
    for (const listener of to) {
      const { role, response } = listener
      const snapshot = snapshots.get(role) ?? snapshotOf(scene, role, now())
      snapshots.set(role, snapshot)
      response.write(`data: ${JSON.stringify(listener.as === 'json' ? snapshot : changesFor(listener, snapshot))}\n\n`)
      if (response.writableLength > MOST_UNREAD) response.destroy()
    }
  }
  void every(clock, signal, tell)
  return {
    tell,
    add(response, role, as) {
      if (listeners.size >= MOST) return false
      const listener: Listener = { response, role, as, has: new Map() }
      listeners.add(listener)
      response.once('close', () => listeners.delete(listener))
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
      tell([listener])
      return true
    },
    end() {
      tell()
      for (const { response } of listeners) response.end()
    },
  }
}

const changesFor = ({ has }: Listener, snapshot: Snapshot) => {
  const changed = [...regionsOf(snapshot)].filter(([id, html]) => has.get(id) !== html)
  for (const [id, html] of changed) has.set(id, html)
  return { regions: Object.fromEntries(changed), at: clockTime(snapshot.now), ended: snapshot.ended !== null }
}

const every = async (clock: Clock, signal: AbortSignal, act: () => void): Promise<void> => {
  try {
    for (;;) {
      await clock.sleep(EVERY_MS, signal)
      act()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
