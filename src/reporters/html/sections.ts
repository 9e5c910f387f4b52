import type { Report } from '../../core/report.js'
import { costTable, environment, loadTable, source } from './environment.js'
import { evidence } from './evidence.js'
import { faultSection } from './fault-section.js'
import { gameDaySection } from './game-day.js'
import { log } from './log.js'
import { type Content, el } from './markup.js'
import { overview } from './overview.js'
import { probeSection, probesTable } from './probe-section.js'
import { leftOut, within } from './room.js'
import { verdicts } from './verdicts.js'

export interface Section {
  readonly id: string
  readonly title: string
  readonly content: Content
}

/** What parts of a page may take when there is much to tell, bytes. */
const ROOM = { verdicts: 110_000, charts: 170_000, evidence: 30_000, log: 40_000, gameDay: 40_000, source: 40_000 }

/** The parts of the page that this run has something for; `share` of their room is left to them. */
export const sectionsOf = (report: Report, share: number): readonly Section[] => [
  ...judged(report, ROOM.verdicts * share),
  ...peopled(report, ROOM.gameDay * share),
  ...(report.phases.length === 0 ? [] : [{ id: 'timeline', title: 'Timeline', content: overview(report) }]),
  ...(report.series.length === 0 ? [] : sampled(report, share)),
  { id: 'faults', title: 'Faults', content: faultSection(report) },
  ...(report.series.length === 0
    ? []
    : [{ id: 'evidence', title: 'Evidence', content: evidence(report, ROOM.evidence * share) }]),
  { id: 'log', title: 'Log', content: log(report, ROOM.log * share) },
  {
    id: 'experiment',
    title: 'Experiment',
    content: el(
      'details',
      {},
      el('summary', {}, 'the file as it was run, secrets masked'),
      source(report, ROOM.source * share),
    ),
  },
  { id: 'environment', title: 'Environment', content: environment(report) },
]

const peopled = (report: Report, bytes: number): readonly Section[] => {
  const content = gameDaySection(report, bytes)
  return content === null ? [] : [{ id: 'gameday', title: 'Game day', content }]
}

/** Where the baseline was not steady, what had to hold in it is all that was judged. */
const judged = (report: Report, bytes: number): readonly Section[] => {
  if (report.outcome === 'notSteady')
    return [{ id: 'verdicts', title: 'Baseline', content: verdicts(report, report.gate, bytes) }]
  return report.judgements.length === 0
    ? []
    : [{ id: 'verdicts', title: 'Verdicts', content: verdicts(report, report.judgements, bytes) }]
}

const sampled = (report: Report, share: number): readonly Section[] => {
  const { shown, left } = within(report.series, ROOM.charts * share, series => probeSection(report, series))
  return [
    {
      id: 'latency',
      title: 'Latency and errors',
      content: [shown, leftOut(left, 'probes'), probesTable(report), loadTable(report), costTable(report)],
    },
  ]
}
