import type { Clock } from '../core/clock.js'
import type { Entry } from '../core/journal.js'
import type { Report } from '../core/report.js'
import type { Experiment } from '../experiment/experiment.js'
import { type Desk, openDesk } from '../gameday/desk.js'
import { orderOf } from '../gameday/line.js'
import { type LineInput, readKeys, readLines } from './line-input.js'
import { canRedraw } from './look.js'
import { peopleRows } from './people-rows.js'
import { hasPerson, type Terminal } from './terminal.js'

export interface PeopleOptions {
  readonly experiment: Experiment
  readonly terminal: Terminal
  readonly clock: Clock
  readonly quiet: boolean
  /** No other run draws on the same terminal. */
  readonly isAlone: boolean
}

/** Those who take part in a run from here: at the terminal, and over its control port. */
export interface TakingPart {
  readonly desk: Desk
  read(entry: Entry): void
  /** What a view that redraws itself shows for them; `now` in ms since the run started. */
  readonly rows: ((now: number) => readonly string[]) | null
  /** Tells how it ended. */
  finish(report: Report, folder: string): Promise<void>
  close(): Promise<void>
}

export const openPeople = async (options: PeopleOptions): Promise<TakingPart> => {
  const { experiment, terminal, quiet, isAlone } = options
  const desk = openDesk(experiment.plan)
  const draws = !quiet && isAlone && canRedraw(terminal.err, terminal.env)
  const by = experiment.plan.gameDay?.facilitator ?? 'operator'
  const obey = (line: string) => {
    const order = orderOf(line, by, desk)
    const why = typeof order === 'string' ? order : desk.order(order)
    if (why !== null && (line !== '' || desk.waiting() !== null)) refuse(why)
  }
  let refused = ''
  const refuse = (why: string) => {
    refused = why
    if (!draws) terminal.err.write(`  ${why}\n`)
  }
  const input = hasPerson(terminal)
    ? (draws ? readKeys : readLines)(line => {
        refused = ''
        obey(line)
      })
    : NOBODY
  const rows = (now: number) => [...peopleRows(desk, now, input.typed()), ...(refused === '' ? [] : [`    ${refused}`])]
  return {
    desk,
    read: entry => {
      desk.read(entry)
      if (!draws && !quiet && hasPerson(terminal) && entry.type === 'phase.awaited')
        terminal.err.write(`${peopleRows(desk, entry.t, '').slice(0, -1).join('\n')}\n`)
    },
    rows: draws && input !== NOBODY ? rows : null,
    async finish() {},
    async close() {
      input.close()
    },
  }
}

const NOBODY: LineInput = { typed: () => '', close: () => undefined }
