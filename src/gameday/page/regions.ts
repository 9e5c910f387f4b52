import { plural } from '../../core/plural.js'
import { showDuration } from '../../core/units.js'
import { outcomeOf, responseOf, rolesOf, scoreOf } from '../../reporters/game-day.js'
import { type Content, el } from '../../reporters/html/markup.js'
import { clockTime } from '../../reporters/show.js'
import type { Snapshot } from '../snapshot.js'
import { measuresRegion } from './measures-region.js'
import { goRegion, nowRegion } from './now-region.js'

/** The parts of the page that change while one looks at it, by the id of the element that holds each. */
export const REGIONS: Readonly<Record<string, (snapshot: Snapshot) => Content>> = {
  now: nowRegion,
  go: goRegion,
  phases: ({ phases }) => phases.map(({ name, is, durationMs }) => phase(name, is, durationMs)),
  faults: faultsRegion,
  measures: measuresRegion,
  checklist: checklistRegion,
  predictions: predictionsRegion,
  response: responseRegion,
  notes: notesRegion,
}

const phase = (name: string, is: Snapshot['phases'][number]['is'], durationMs: number): Content =>
  el(
    'li',
    { class: is.replace(' ', '-'), 'aria-current': is === 'now' ? 'step' : null },
    el('b', {}, name),
    ` ${showDuration(durationMs)}`,
  )

function faultsRegion({ faults, ended }: Snapshot): Content {
  if (faults === null) return el('p', { class: 'soft' }, 'You are not told which faults there are: watch what happens.')
  if (faults.length === 0) return el('p', { class: 'soft' }, 'There are none.')
  const items = faults.map(({ id, fault, target, active, hits, matched }) =>
    el(
      'li',
      { class: active && ended === null ? 'on' : 'off' },
      el('b', {}, id),
      el('span', {}, active && ended === null ? 'ON' : 'off'),
      el('small', {}, `${fault} on ${target}, ${plural(hits, 'hit')} of ${matched}`),
    ),
  )
  return el('ul', { class: 'faults' }, items)
}

function checklistRegion({ day, role, ended }: Snapshot): Content {
  if (day.checklist.length === 0) return el('p', { class: 'soft' }, 'There is none.')
  const items = day.checklist.map(({ item, by, t }) => {
    if (t !== null) return el('li', { class: 'ticked' }, `✔ ${item} `, el('small', {}, `${by}, ${clockTime(t)}`))
    const open = role !== 'operator' || ended !== null
    return el('li', {}, open ? `○ ${item}` : el('button', { 'data-order': orderOf('tick', { item }) }, `○ ${item}`))
  })
  return el('ul', { class: 'checklist' }, items)
}

/** An order as the page sends it, but for who gives it. */
const orderOf = (what: string, rest: Readonly<Record<string, string>>): string => JSON.stringify({ do: what, ...rest })

function predictionsRegion({ day, ended }: Snapshot): Content {
  if (day.predictions.length === 0) return el('p', { class: 'soft' }, 'Nobody has predicted anything.')
  const items = day.predictions.map(one =>
    el(
      'li',
      {},
      el('b', {}, one.by),
      ended === null ? null : el('em', {}, scoreOf(one)),
      one.expected.map(each =>
        el(
          'span',
          { class: ended === null ? null : toneOf(each.right) },
          ended === null ? `${each.hypothesis}: ${each.expected}` : outcomeOf(each),
        ),
      ),
      one.why === null ? null : el('small', {}, one.why),
    ),
  )
  return el('ul', { class: 'predictions' }, items)
}

const toneOf = (right: boolean | null): string => (right === null ? 'inconclusive' : right ? 'pass' : 'fail')

function responseRegion({ agreed, day, ended }: Snapshot): Content {
  if (agreed === null) return null
  const who = rolesOf(agreed)
  const pairs = [...responseOf(agreed, day), ...(who === '' ? [] : [['who', who] as const])]
  const open =
    ended === null
      ? [...(day.detectedMs === null ? ['detected'] : []), ...(day.mitigatedMs === null ? ['mitigated'] : [])]
      : []
  const shown = pairs.filter(([name]) => name !== 'not ticked' && !open.includes(name))
  return el(
    'dl',
    {},
    shown.map(([name, text]) => [el('dt', {}, name), el('dd', { class: name }, text)]),
  )
}

const MOST_NOTES = 30

function notesRegion({ day: { notes } }: Snapshot): Content {
  if (notes.length === 0) return el('p', { class: 'soft' }, 'Nothing was noted yet.')
  const items = notes.slice(-MOST_NOTES).toReversed()
  return el(
    'ol',
    { class: 'notes' },
    items.map(({ t, by, kind, text }) =>
      el(
        'li',
        { class: kind },
        el('time', {}, clockTime(t)),
        kind === 'note' ? null : el('b', {}, `${kind} `),
        `${text} `,
        el('small', {}, by),
      ),
    ),
  )
}
