import type { Expectation } from '../core/game-day.js'
import { unticked } from '../metrics/game-day.js'
import type { Desk } from './desk.js'
import type { Order } from './order.js'

/** What is typed at a terminal, one line each; `letter` is its first word. */
const LINES: Readonly<Record<string, (rest: string, by: string, desk: Desk) => Order | string>> = {
  '': (_, by) => ({ do: 'open', by }),
  a: (why, by) => ({ do: 'halt', by, why }),
  h: (why, by) => ({ do: 'halt', by, why }),
  t: (rest, by, desk) => tick(rest, by, desk),
  p: (rest, _, desk) => predict(rest, desk),
  n: (text, by) => note(text, by),
  d: (text, by) => ({ do: 'note', by, kind: 'detected', text }),
  m: (text, by) => ({ do: 'note', by, kind: 'mitigated', text }),
}

/** The order that a line gives, or why it gives none. */
export const orderOf = (line: string, by: string, desk: Desk): Order | string => {
  const [, letter = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(line.trim()) ?? []
  return LINES[letter]?.(rest, by, desk) ?? `expected Enter, or a line that begins with a, d, h, m, n, p or t`
}

const tick = (rest: string, by: string, { plan, said }: Desk): Order | string => {
  if (plan.gameDay === undefined) return 'there is no checklist'
  const item = rest === '' ? unticked(plan.gameDay, said())[0] : plan.gameDay.checklist[Number(rest) - 1]
  return item === undefined ? 'there is nothing to tick' : { do: 'tick', by, item }
}

const KINDS = { '!': 'surprise', '?': 'question', '*': 'action' } as const

const note = (text: string, by: string): Order => {
  const [, sign, rest] = /^([!?*])\s+(.*)$/s.exec(text) ?? []
  const kind = sign === '!' || sign === '?' || sign === '*' ? KINDS[sign] : 'note'
  return { do: 'note', by, kind, text: rest ?? text }
}

/** `anna p f -`, a letter for each hypothesis in order, a dash for no opinion. */
const predict = (rest: string, { plan: { hypotheses } }: Desk): Order | string => {
  const [, by = '', letters = ''] = /^(\S+)\s+([pf\s-]+)$/.exec(rest) ?? []
  const each = letters.replaceAll(/\s/g, '')
  if (each.length !== hypotheses.length)
    return `expected a name and p or f for each of ${hypotheses.map(({ id }) => id).join(', ')}; - for no opinion`
  const expects = hypotheses.flatMap(({ id }, at): readonly (readonly [string, Expectation])[] => {
    const letter = each[at]
    return letter === '-' ? [] : [[id, letter === 'p' ? 'pass' : 'fail']]
  })
  return { do: 'predict', by, expects: Object.fromEntries(expects), why: '' }
}
