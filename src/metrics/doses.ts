import type { View } from '../core/journal.js'
import type { Json } from '../core/json.js'
import type { DoseReport } from '../core/report.js'
import { addTo, binOf, coarse, type LogHistogram, quantileIn } from './log-histogram.js'

interface Member {
  n: number
  numbers: number
  min: number
  max: number
  readonly bins: LogHistogram
  readonly texts: Map<string, number>
}

type Members = Map<string, Member>
type Of = DoseReport['of']

/** By fault, and there by member of its doses, in the order of their first appearance. */
export type DoseTallies = Map<string, Readonly<Record<Of, Members>>>

const MOST_MEMBERS = 12
const MOST_TEXTS = 20
const SHOWN_TEXTS = 5
const MOST_LETTERS = 120

/** Doses as drawn and as they acted, in bounded space. The state belongs to the fold. */
export const doseTallies: View<DoseTallies> = {
  start: () => new Map(),
  next(state, entry) {
    if (entry.type === 'fault.injected') note(state, entry.fault, 'drawn', entry.dose)
    if (entry.type === 'fault.acted') note(state, entry.fault, 'acted', entry.actual)
    return state
  },
}

export const doseReports = (tallies: DoseTallies, fault: string): readonly DoseReport[] => {
  const { drawn = [], acted = [] } = tallies.get(fault) ?? {}
  return [
    ...[...drawn].map(([name, member]) => reportOf('drawn', name, member)),
    ...[...acted].map(([name, member]) => reportOf('acted', name, member)),
  ]
}

const note = (state: DoseTallies, fault: string, of: Of, dose: Json): void => {
  const tally = state.get(fault) ?? { drawn: new Map(), acted: new Map() }
  state.set(fault, tally)
  for (const [name, value] of membersOf(dose)) {
    const member = tally[of].get(name) ?? emptyMember()
    if (!tally[of].has(name) && tally[of].size >= MOST_MEMBERS) continue
    tally[of].set(name, member)
    add(member, value)
  }
}

const membersOf = (dose: Json): readonly (readonly [name: string, value: Json])[] =>
  typeof dose === 'object' && dose !== null && !Array.isArray(dose) ? Object.entries(dose) : [['', dose]]

const emptyMember = (): Member => ({
  ...{ n: 0, numbers: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY },
  ...{ bins: new Map(), texts: new Map() },
})

const add = (member: Member, value: Json): void => {
  member.n++
  if (typeof value === 'number') {
    member.numbers++
    member.min = Math.min(member.min, value)
    member.max = Math.max(member.max, value)
    addTo(member.bins, binOf(value))
    return
  }
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, MOST_LETTERS)
  if (member.texts.has(text) || member.texts.size < MOST_TEXTS)
    member.texts.set(text, (member.texts.get(text) ?? 0) + 1)
}

/** A member that is a number each time and not always the same is a spread. */
const reportOf = (of: Of, name: string, { n, numbers, min, max, bins, texts }: Member): DoseReport => {
  if (numbers === n && min < max) {
    const middle = Math.min(Math.max(quantileIn(bins, 0.5) ?? min, min), max)
    return { of, name, n, kind: 'numbers', min, p50: middle, max, bins: coarse(bins, 10) }
  }
  const values = [...texts].map(([text, count]) => ({ text, n: count })).sort((a, b) => b.n - a.n)
  const number = numbers > 0 ? [{ text: min === max ? String(min) : `${min} to ${max}`, n: numbers }] : []
  return { of, name, n, kind: 'values', values: [...number, ...values].slice(0, SHOWN_TEXTS) }
}
