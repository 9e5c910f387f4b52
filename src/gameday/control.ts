import { type Listening, serveLoopback } from '../control/loopback-server.js'
import { drawToken } from '../control/tokens.js'
import type { Clock } from '../core/clock.js'
import type { Entry } from '../core/journal.js'
import type { Report } from '../core/report.js'
import { openAudience } from './audience.js'
import type { Desk } from './desk.js'
import type { Role } from './role.js'
import { answer, type Serving } from './routes.js'
import { openScene } from './scene.js'

/** The page of a game day and its API, on this machine only. */
export interface Control {
  readonly origin: string
  /** Each link lets its holder in: what comes after # never leaves the browser but in the exchange for a cookie. */
  readonly links: Readonly<Record<Role, string>>
  /** Told every entry of the run, masked. */
  read(entry: Entry): void
  /** Shows how it ended; whoever looks on keeps that page. */
  finish(report: Report): void
  close(): Promise<void>
}

export interface ControlOptions {
  readonly desk: Desk
  readonly clock: Clock
  readonly listen: Omit<Listening, 'what'>
  /** Null: drawn. */
  readonly operatorToken: string | null
  /** Where the report will be. */
  readonly folder: string
}

export const openControl = async (options: ControlOptions): Promise<Control> => {
  const { desk, clock, listen, operatorToken, folder } = options
  const scene = openScene(desk, folder)
  const closing = new AbortController()
  let heard = { t: 0, at: clock.now() }
  const now = () => heard.t + clock.now() - heard.at
  const audience = openAudience(scene, now, clock, closing.signal)
  const tokens = { operator: operatorToken ?? drawToken(), reporter: drawToken(), observer: drawToken() }
  const serving: Serving = { scene, audience, tokens, sessions: new Map(), now }
  const server = await serveLoopback({ what: 'gameday.control', ...listen }, (request, response, origin) => {
    answer(request, response, origin, serving).catch(() => response.destroy())
  })
  const linkOf = (role: Role) => `${server.origin}/#${tokens[role]}`
  return {
    origin: server.origin,
    links: { operator: linkOf('operator'), reporter: linkOf('reporter'), observer: linkOf('observer') },
    read(entry) {
      heard = { t: entry.t, at: clock.now() }
      scene.read(entry)
    },
    finish(report) {
      scene.ended = report
      audience.end()
    },
    close: () => {
      closing.abort()
      return server.close()
    },
  }
}
