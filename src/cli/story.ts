import { inert } from '../core/inert.js'
import type { Entry } from '../core/journal.js'
import { runName } from '../core/plan.js'
import { plural } from '../core/plural.js'
import { showDuration, showPercent } from '../core/units.js'
import { noteOfStep } from '../metrics/clock-steps.js'
import type { Rolling } from '../metrics/latency-window.js'
import { type Live, type LiveFault, rollingOf } from '../metrics/live.js'
import { noteOfStranger, whereElse } from '../metrics/strangers.js'

/** One line of a run's story, for whoever reads along. */
export interface Line {
  /** The phase, or what it is about. */
  readonly topic: string
  readonly text: string
  readonly mark: '✔' | '✖' | '⚠' | '◆' | ' '
}

const line = (topic: string, text: string, mark: Line['mark'] = ' '): Line => ({ topic, text: inert(text), mark })

/** What an entry means to people; null for the many that only count. `live` has taken the entry already. */
export const tell = (entry: Entry, live: Live): Line | null => {
  switch (entry.type) {
    case 'proxy.listening':
      return line('proxy', `${entry.proxy} ${entry.url} → ${entry.upstream}${whereElse(entry)}`)
    case 'client.refused':
      return line('warning', noteOfStranger(entry), '⚠')
    case 'service.ready':
      return line('service', `${entry.service} ready after ${showDuration(entry.afterMs)}`)
    case 'service.exited':
      return line('service', `${entry.service} exited with ${entry.signal ?? `code ${entry.code}`}`, '⚠')
    case 'hook.ended':
      return entry.why === undefined
        ? line('hook', `${entry.when}: ${entry.command}, ${showDuration(entry.afterMs)}`)
        : line('hook', `${entry.when}: ${entry.command}: ${entry.why}`, '✖')
    case 'phase.awaited':
      return line(entry.phase, 'waits for a person: Enter starts it, a ends the run', '⚠')
    case 'phase.started':
      return line(entry.phase, `start, ${showDuration(entry.durationMs)}`)
    case 'phase.ended':
      return line(
        entry.phase,
        `end${entry.early === undefined ? '' : ` (${entry.early})`}: ${tellNow(live, entry.t)}`,
        '✔',
      )
    case 'warning.raised':
      return line('warning', entry.message, '⚠')
    case 'wallClock.stepped':
      return line('clock', noteOfStep(entry.byMs), '⚠')
    default:
      return tellTurn(entry)
  }
}

/** The turns a run can take. */
const tellTurn = (entry: Entry): Line | null => {
  switch (entry.type) {
    case 'fault.activated':
      return line(entry.phase, `${entry.fault} on`)
    case 'fault.lifted':
      return line(entry.phase, `${entry.fault} off${entry.why === 'phaseEnd' ? '' : ` (${WHY[entry.why]})`}`)
    case 'gate.checked':
      return entry.steady ? line('gate', 'steady', '✔') : line('gate', `not steady: ${entry.why}`, '✖')
    case 'abort.triggered':
      return line('abort', `${entry.rule}: ${entry.why}`, '✖')
    case 'signal.received':
      return line('signal', `${tellSignal(entry.signal)}: faults off, then the end`, '⚠')
    case 'faults.removed':
      return entry.verified
        ? line('faults', `off, verified in ${showDuration(entry.afterMs)}`, '✔')
        : line('faults', 'not confirmed removed', '✖')
    case 'failure.occurred':
      return line('failure', entry.message, '✖')
    case 'run.ended':
      return line('done', `${entry.exit} after ${showDuration(entry.t)}`, entry.code === 0 ? '✔' : '✖')
    default:
      return tellPeople(entry)
  }
}

const tellPeople = (entry: Entry): Line | null => {
  switch (entry.type) {
    case 'phase.approved':
      return line(entry.phase, `${entry.by} let it start`, '✔')
    case 'checklist.ticked':
      return line('checklist', `${entry.item} (${entry.by})`, '✔')
    case 'prediction.made':
      return line('prediction', entry.by, '✔')
    case 'note.taken':
      return line(entry.kind, `${entry.text}${entry.text === '' ? '' : ' '}(${entry.by})`, '◆')
    case 'run.halted':
      return line('halt', `by ${entry.by}${entry.why === '' ? '' : `: ${entry.why}`}`, '✖')
    default:
      return null
  }
}

const tellSignal = (signal: string): string =>
  signal === 'SIGTSTP' ? 'Ctrl-Z would hold all traffic in the proxies' : signal

const WHY = {
  schedule: 'schedule',
  phaseEnd: 'end',
  abort: 'abort',
  signal: 'signal',
  expired: 'time to live',
} as const

/** The last seconds of every probe, and the hits of every fault that is on, in one line. */
export const tellNow = (live: Live, now: number): string => {
  const probes = [...rollingOf(live, now)].map(([id, rolling]) => `${id} ${tellProbe(rolling)}`)
  const faults = activeFaults(live).map(([id, fault]) => `${id} ${tellHits(fault)}`)
  return [...probes, ...faults].join(', ') || 'nothing was sampled'
}

export const activeFaults = ({ faults }: Live): readonly (readonly [id: string, fault: LiveFault])[] =>
  [...faults].filter(([, { active }]) => active)

const tellProbe = ({ p95, errors, perSecond }: Rolling): string =>
  `p95 ${p95 === null ? 'unknown' : showDuration(p95)} errors ${showPercent(errors)} ${perSecond.toFixed(1)}/s`

/** An exchange that is hit is counted at once, one that matches when it ends. */
export const tellHits = ({ hits, matched }: LiveFault): string => `${plural(hits, 'hit')} of ${Math.max(hits, matched)}`

/** The first line of a run: what runs, where, with which seed. */
export const tellStart = ({
  tool,
  node,
  platform,
  seed,
  run,
  plan,
  withoutFaults,
  secretsShown,
}: Extract<Entry, { type: 'run.started' }>): string => {
  const total = plan.phases.reduce((sum, { durationMs }) => sum + durationMs, 0)
  return `fallacy ${tool} · node ${node} · ${platform} · ${runName(plan)} · ${showDuration(total)} · seed ${seed} · run ${run}${withoutFaults ? ' · every fault off' : ''}${secretsShown ? ' · ⚠ secrets are shown' : ''}`
}
