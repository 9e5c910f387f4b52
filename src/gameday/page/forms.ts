import { NOTE_KINDS } from '../../core/game-day.js'
import { type Content, el, type Markup } from '../../reporters/html/markup.js'
import { may } from '../role.js'
import type { Snapshot } from '../snapshot.js'

const who = (): Content =>
  el(
    'label',
    {},
    'You are ',
    el('input', { class: 'who', maxlength: 64, autocomplete: 'name', placeholder: 'your name' }),
  )

/** Which hypotheses somebody thinks will hold; null for those who may not say. */
export const predictForm = ({ role, agreed, hypotheses }: Snapshot): Content => {
  if (!may(role, 'predict') || agreed === null || agreed.predictions === 'off') return null
  const choices = hypotheses.map(({ id, title }) =>
    el(
      'label',
      {},
      el('span', {}, title),
      el('select', { name: `h:${id}` }, option('', '?'), option('pass', 'holds'), option('fail', 'fails')),
    ),
  )
  return el(
    'form',
    { 'data-form': 'predict' },
    who(),
    choices,
    el('label', {}, 'because ', el('input', { name: 'why', maxlength: 500 })),
    el('button', {}, 'Predict'),
  )
}

const option = (value: string, text: string): Markup => el('option', { value }, text)

/** What happened, in words or with one press; null for those who may not say. */
export const noteForm = ({ role }: Snapshot): Content => {
  if (!may(role, 'note')) return null
  const stamp = (kind: string) =>
    el('button', { type: 'button', 'data-order': JSON.stringify({ do: 'note', kind, text: '' }) }, kind)
  return el(
    'form',
    { 'data-form': 'note' },
    who(),
    el(
      'select',
      { name: 'kind', 'aria-label': 'what it is' },
      NOTE_KINDS.map(kind => option(kind, kind)),
    ),
    el('input', { name: 'text', maxlength: 500, 'aria-label': 'what happened', placeholder: 'what happened' }),
    el('button', {}, 'Note it'),
    stamp('detected'),
    stamp('mitigated'),
  )
}
