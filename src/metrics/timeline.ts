import type { Entry } from '../core/journal.js'
import { plural } from '../core/plural.js'
import type { TimelineEvent } from '../core/report.js'
import { showDuration } from '../core/units.js'
import { noteOfStep } from './clock-steps.js'
import { noteOfStranger, whereElse } from './strangers.js'

type Told = Omit<TimelineEvent, 't'>

/** What people want to see of a run, in order; null for facts that are only counted. */
const tell = (entry: Entry): Told | null => {
  switch (entry.type) {
    case 'phase.started':
      return info(`${entry.phase} started, ${showDuration(entry.durationMs)}`)
    case 'phase.ended':
      return info(`${entry.phase} ended${entry.early === undefined ? '' : ` early: ${entry.early}`}`)
    case 'fault.activated':
      return info(`${entry.fault} on`)
    case 'fault.lifted':
      return entry.why === 'expired' ? bad(`${entry.fault} off: expired`) : info(`${entry.fault} off: ${entry.why}`)
    case 'faults.removed':
      return entry.verified ? info('all faults removed, verified') : bad('faults could not be confirmed removed')
    case 'gate.checked':
      return entry.steady ? info(`baseline is steady: ${entry.why}`) : bad(`baseline is not steady: ${entry.why}`)
    default:
      return tellTrouble(entry)
  }
}

const tellTrouble = (entry: Entry): Told | null => {
  switch (entry.type) {
    case 'warning.raised':
      return warn(entry.message)
    case 'wallClock.stepped':
      return warn(noteOfStep(entry.byMs))
    case 'hook.ended':
      return entry.why === undefined
        ? info(`hook ${entry.when}: ${entry.command}`)
        : bad(`hook ${entry.when}: ${entry.command}: ${entry.why}`)
    case 'service.ready':
      return info(`service ${entry.service} is ready after ${showDuration(entry.afterMs)}`)
    case 'service.exited':
      return warn(`service ${entry.service} exited with ${entry.signal ?? `code ${entry.code}`}`)
    case 'proxy.listening':
      return info(`proxy ${entry.proxy} listens at ${entry.url} for ${entry.upstream}${whereElse(entry)}`)
    case 'client.refused':
      return warn(noteOfStranger(entry))
    case 'abort.triggered':
      return bad(`abort rule ${entry.rule}: ${entry.why}`)
    case 'signal.received':
      return bad(`${entry.signal} received`)
    case 'failure.occurred':
      return bad(entry.message)
    case 'run.ended':
      return info(`run ended: ${entry.exit}`)
    default:
      return tellPeople(entry)
  }
}

const tellPeople = (entry: Entry): Told | null => {
  switch (entry.type) {
    case 'phase.awaited':
      return info(`${entry.phase} waits for a person`)
    case 'phase.approved':
      return info(`${entry.by} let ${entry.phase} start`)
    case 'checklist.ticked':
      return info(`${entry.by} ticked: ${entry.item}`)
    case 'prediction.made':
      return info(`${entry.by} made a prediction`)
    case 'note.taken':
      return note(`${entry.by}: ${entry.kind === 'note' ? '' : `${entry.kind}: `}${entry.text}`)
    case 'run.halted':
      return bad(`halted by ${entry.by}${entry.why === '' ? '' : `: ${entry.why}`}`)
    default:
      return null
  }
}

const note = (text: string): Told => ({ level: 'note', text })
const info = (text: string): Told => ({ level: 'info', text })
const warn = (text: string): Told => ({ level: 'warn', text })
const bad = (text: string): Told => ({ level: 'bad', text })

const MOST = 500

/** The first 500 events and how many more there were. */
export const timelineOf = (entries: readonly Entry[]): readonly TimelineEvent[] => {
  const events = entries.flatMap(entry => {
    const told = tell(entry)
    return told ? [{ t: entry.t, ...told }] : []
  })
  const last = events.at(-1)
  if (events.length <= MOST || last === undefined) return events
  const more = {
    t: last.t,
    ...warn(`${plural(events.length - MOST, 'more event is', 'more events are')} in the journal`),
  }
  return [...events.slice(0, MOST), more]
}
