import { type Content, el } from '../../reporters/html/markup.js'
import { clockTime, GLYPHS } from '../../reporters/show.js'
import type { Snapshot } from '../snapshot.js'

/** What happens at this moment, in letters for the back of a room. */
export const nowRegion = (snapshot: Snapshot): Content => {
  if (snapshot.ended !== null) return ending(snapshot, snapshot.ended)
  if (snapshot.gate !== null) return waiting(snapshot, snapshot.gate)
  if (snapshot.phase !== null) return running(snapshot, snapshot.phase)
  return [el('p', { class: 'big' }, BUSY[snapshot.doing] ?? 'between two phases'), el('p', {}, left(snapshot))]
}

const BUSY: Readonly<Record<string, string>> = {
  preflight: 'getting ready',
  before: 'running the hooks before',
  services: 'starting services',
  proxies: 'opening proxies',
  reverting: 'taking the faults out',
  draining: 'waiting for what is in flight',
  cleanup: 'running the cleanup hooks',
  stopping: 'stopping services',
  judging: 'judging',
}

const left = ({ leftMs }: Snapshot): string => `${clockTime(Math.max(0, leftMs))} of phases left`

const running = (snapshot: Snapshot, phase: NonNullable<Snapshot['phase']>): Content => {
  const elapsed = Math.min(phase.durationMs, Math.max(0, snapshot.now - phase.fromMs))
  return [
    el(
      'p',
      { class: `big ${phase.kind}` },
      el('b', {}, phase.name),
      el('span', { class: 'clock' }, clockTime(elapsed), el('small', {}, ` / ${clockTime(phase.durationMs)}`)),
    ),
    el('progress', { max: phase.durationMs, value: Math.round(elapsed), 'aria-label': 'of the phase' }),
    el('p', {}, left(snapshot), haltOf(snapshot)),
  ]
}

const haltOf = ({ day: { halted } }: Snapshot): string => {
  if (halted === null) return ''
  return ` · halted by ${halted.by}${halted.offMs === null ? '' : `, no fault was left after ${Math.round(halted.offMs)} ms`}`
}

const waiting = (snapshot: Snapshot, { phase, sinceMs, missing }: NonNullable<Snapshot['gate']>): Content => [
  el(
    'p',
    { class: 'big waiting' },
    el('b', {}, `${phase} waits`),
    el('span', { class: 'clock' }, clockTime(snapshot.now - sinceMs)),
  ),
  el('p', {}, missing.length === 0 ? 'Everything is ready. No fault is in force.' : 'No fault is in force. Before it:'),
]

/** What lets a phase start. It is apart from the clock: a button that is drawn anew each second cannot be pressed. */
export const goRegion = ({ gate, role, ended }: Snapshot): Content => {
  if (gate === null || ended !== null) return null
  const { phase, missing } = gate
  if (missing.length > 0)
    return el(
      'ul',
      { class: 'missing' },
      missing.map(why => el('li', {}, why)),
    )
  return role === 'operator'
    ? el('button', { class: 'go', 'data-order': '{"do":"open"}' }, `Start ${phase}`)
    : el('p', { class: 'soft' }, 'An operator starts it.')
}

const ending = (snapshot: Snapshot, { outcome, reason, verdicts, folder }: NonNullable<Snapshot['ended']>): Content => [
  el('p', { class: `big ${outcome}` }, el('b', {}, `The end: ${outcome}`)),
  el('p', {}, `${reason}${haltOf(snapshot)}`),
  el(
    'ul',
    { class: 'verdicts' },
    verdicts.map(({ id, phase, verdict }) =>
      el('li', { class: verdict }, `${GLYPHS[verdict]} ${id}${phase === null ? '' : ` in ${phase}`}: ${verdict}`),
    ),
  ),
  folder === null ? null : el('p', { class: 'soft' }, `The report is in ${folder}`),
]
