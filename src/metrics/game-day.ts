import type { Expectations, GameDayPlan, GameDayReport, NoteKind, PredictionReport } from '../core/game-day.js'
import type { Entry, View } from '../core/journal.js'
import type { Judgement, Verdict } from '../core/report.js'

interface Said {
  readonly t: number
  readonly by: string
}

/** What people did and said so far, and what of the run it is measured from. */
export interface GameDay {
  /** By the item. */
  readonly ticked: Map<string, Said>
  /** By the person. */
  readonly predictions: Map<string, Said & { readonly expects: Expectations; readonly why: string | null }>
  readonly notes: (Said & { readonly kind: NoteKind; readonly text: string })[]
  readonly gates: { readonly phase: string; readonly fromMs: number; opened: Said | null }[]
  halted: (Said & { readonly why: string }) | null
  firstFaultMs: number | null
  /** When no fault was left after the halt. */
  haltedOffMs: number | null
}

export const gameDay: View<GameDay> = {
  start: () => ({
    ...{ ticked: new Map(), predictions: new Map(), notes: [], gates: [] },
    ...{ halted: null, firstFaultMs: null, haltedOffMs: null },
  }),
  next(state, entry) {
    hear(state, entry)
    if (entry.type === 'fault.activated') state.firstFaultMs ??= entry.t
    if (entry.type === 'faults.removed' && state.halted !== null) state.haltedOffMs ??= entry.t
    return state
  },
}

const hear = (state: GameDay, entry: Entry): void => {
  switch (entry.type) {
    case 'phase.awaited':
      state.gates.push({ phase: entry.phase, fromMs: entry.t, opened: null })
      break
    case 'phase.approved': {
      const gate = state.gates.at(-1)
      if (gate !== undefined) gate.opened = { t: entry.t, by: entry.by }
      break
    }
    case 'checklist.ticked':
      state.ticked.set(entry.item, { t: entry.t, by: entry.by })
      break
    case 'prediction.made':
      state.predictions.set(entry.by, { t: entry.t, by: entry.by, expects: entry.expects, why: entry.why ?? null })
      break
    case 'note.taken':
      state.notes.push({ t: entry.t, by: entry.by, kind: entry.kind, text: entry.text })
      break
    case 'run.halted':
      state.halted ??= { t: entry.t, by: entry.by, why: entry.why }
  }
}

/** What of the checklist is open. */
export const unticked = ({ checklist }: GameDayPlan, { ticked }: GameDay): readonly string[] =>
  checklist.filter(item => !ticked.has(item))

/** What came of it, beside what came of the run. */
export const gameDayReport = (
  { checklist }: Pick<GameDayPlan, 'checklist'>,
  state: GameDay,
  judgements: readonly Judgement[],
): GameDayReport => {
  const verdicts = verdictsOf(judgements)
  const after = (kind: NoteKind) => sinceFault(state, state.notes.find(note => note.kind === kind)?.t ?? null)
  const { halted, haltedOffMs, firstFaultMs } = state
  const offMs = halted === null || haltedOffMs === null || firstFaultMs === null ? null : haltedOffMs - halted.t
  return {
    checklist: checklist.map(item => ({ item, ...(state.ticked.get(item) ?? { t: null, by: null }) })),
    predictions: [...state.predictions.values()].map(({ t, by, why, expects }) => ({
      ...{ by, t, why },
      expected: Object.entries(expects).map(([id, expected]) => compare(id, expected, verdicts.get(id) ?? 'skipped')),
    })),
    gates: state.gates.map(({ phase, fromMs, opened }) => ({
      ...{ phase, fromMs, toMs: opened?.t ?? null, by: opened?.by ?? null },
    })),
    notes: state.notes,
    detectedMs: after('detected'),
    mitigatedMs: after('mitigated'),
    halted: halted && { ...halted, offMs },
  }
}

const sinceFault = ({ firstFaultMs }: GameDay, t: number | null): number | null =>
  t === null || firstFaultMs === null || t < firstFaultMs ? null : t - firstFaultMs

const WORST: readonly Verdict[] = ['fail', 'inconclusive', 'skipped', 'pass']

/** The worst verdict of each hypothesis over its phases. */
const verdictsOf = (judgements: readonly Judgement[]): ReadonlyMap<string, Verdict> => {
  const verdicts = new Map<string, Verdict>()
  for (const { id, verdict } of judgements) {
    const before = verdicts.get(id) ?? 'pass'
    verdicts.set(id, WORST.indexOf(verdict) < WORST.indexOf(before) ? verdict : before)
  }
  return verdicts
}

const compare = (
  hypothesis: string,
  expected: Expectations[string],
  verdict: Verdict,
): PredictionReport['expected'][number] => ({
  ...{ hypothesis, expected, verdict },
  right: verdict === 'pass' || verdict === 'fail' ? verdict === expected : null,
})
