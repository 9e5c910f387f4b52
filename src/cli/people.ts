import type { Clock } from '../core/clock.js'
import type { Entry } from '../core/journal.js'
import type { Report } from '../core/report.js'
import type { RunIdentity } from '../core/run-identity.js'
import type { Experiment } from '../experiment/experiment.js'
import type { Control } from '../gameday/control.js'
import { type Desk, openDesk } from '../gameday/desk.js'
import { orderOf } from '../gameday/line.js'
import { type LinksFile, writeLinks } from '../gameday/links-file.js'
import { stateFolder } from '../library/state-folder.js'
import { portOf } from '../proxy/address.js'
import { type LineInput, readKeys, readLines } from './line-input.js'
import { canRedraw } from './look.js'
import { peopleRows } from './people-rows.js'
import type { Aside } from './run-view.js'
import { hasPerson, type Terminal } from './terminal.js'

export interface PeopleOptions {
  readonly experiment: Experiment
  readonly terminal: Terminal
  readonly clock: Clock
  readonly quiet: boolean
  /** No other run draws on the same terminal. */
  readonly isAlone: boolean
  readonly identity: RunIdentity
  /** Where the report will be. */
  readonly folder: string
}

/** Those who take part in a run from here: at the terminal, and over its control port. */
export interface TakingPart {
  readonly desk: Desk
  /** Of this machine, where they reach the run. */
  readonly ports: readonly number[]
  read(entry: Entry): void
  /** What a view that redraws itself shows for them; null where nobody sits at the terminal. */
  readonly rows: Aside | null
  /** Tells those who look on how it ended. */
  finish(report: Report): void
  close(): Promise<void>
}

/** Rejects with a UserError where the control port cannot listen. */
export const openPeople = async (options: PeopleOptions): Promise<TakingPart> => {
  const desk = openDesk(options.experiment.plan)
  const port = await openPort(desk, options)
  const seat = takeSeat(desk, options)
  return {
    ...{ desk, rows: seat?.rows ?? null },
    ports: port === null ? [] : [portOf(new URL(port.control.origin))],
    read(entry) {
      desk.read(entry)
      port?.control.read(entry)
      seat?.read(entry)
    },
    finish: report => port?.control.finish(report),
    async close() {
      seat?.close()
      port?.file.remove()
      await port?.control.close()
    },
  }
}

interface Port {
  readonly control: Control
  readonly file: LinksFile
}

/** The page and API of a game day; its links are shown where somebody sits who may see them, and are in a file anyway. */
const openPort = async (
  desk: Desk,
  { experiment: { plan, gameDay }, terminal, clock, identity, folder }: PeopleOptions,
): Promise<Port | null> => {
  if (plan.gameDay === undefined) return null
  const { openControl } = await import('../gameday/control.js')
  const { listen = { host: '127.0.0.1', port: 0 }, operatorToken = null } = gameDay?.control ?? {}
  const control = await openControl({ desk, clock, listen, operatorToken, folder })
  const file = writeLinks(stateFolder(terminal.env), identity, control.links)
  const { operator, reporter, observer } = control.links
  const shown = terminal.err.isTTY ? [`operator  ${operator}`, `reporter  ${reporter}`, `observer  ${observer}`] : []
  const where = `game day at ${control.origin}, links in ${file.path}`
  terminal.err.write(`${[where, ...shown].map(line => `  ${line}`).join('\n')}\n`)
  return { control, file }
}

interface Seat extends Pick<TakingPart, 'read' | 'rows'> {
  close(): void
}

/** Who sits at the terminal types lines; null where nobody does. */
const takeSeat = (desk: Desk, { experiment, terminal, quiet, isAlone }: PeopleOptions): Seat | null => {
  if (!hasPerson(terminal)) return null
  const draws = !quiet && isAlone && canRedraw(terminal.err, terminal.env)
  const by = experiment.plan.gameDay?.facilitator ?? 'operator'
  let refused = ''
  const obey = (line: string): void => {
    // Enter for its own sake means nothing while no phase waits.
    if (line === '' && desk.waiting() === null) return
    const order = orderOf(line, by, desk)
    refused = (typeof order === 'string' ? order : desk.order(order)) ?? ''
    if (refused !== '' && !draws) terminal.err.write(`  ${refused}\n`)
  }
  const input: LineInput = (draws ? readKeys : readLines)(obey)
  const rows = (now: number) => [...peopleRows(desk, now, input.typed()), ...(refused === '' ? [] : [`    ${refused}`])]
  return {
    rows: draws ? rows : null,
    read(entry) {
      if (draws || quiet || entry.type !== 'phase.awaited') return
      terminal.err.write(`${peopleRows(desk, entry.t, '').slice(0, -1).join('\n')}\n`)
    },
    close: input.close,
  }
}
