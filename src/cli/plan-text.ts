import type { FaultPlan, PhasePlan } from '../core/plan.js'
import { plural } from '../core/plural.js'
import { showDuration, showPercent } from '../core/units.js'
import { mostAffected } from '../experiment/affected.js'
import type { Experiment } from '../experiment/experiment.js'
import { placeOf } from '../proxy/address.js'
import type { AnyProxySpec } from '../proxy/rule.js'
import { folded } from '../reporters/table.js'
import { aligned } from './catalogue.js'
import { type Forecast, forecasts } from './forecast.js'
import { adviceOf, verdictOf } from './forecast-advice.js'
import { hostsTouched } from './hosts.js'
import type { LoadFlags } from './load.js'
import { programsNamed, programsStarted } from './programs.js'

const WIDTH = 96

/** What a run of this experiment would do and whether it can decide its hypotheses; plain text. */
export const planText = (experiment: Experiment, { allowCommands }: Pick<LoadFlags, 'allowCommands'> = {}): string => {
  const { plan } = experiment
  const { lock, windows } = experiment.safety
  const all = forecasts(experiment)
  const advice = new Set(all.flatMap(adviceText))
  const total = plan.phases.reduce((sum, { durationMs }) => sum + durationMs, 0)
  return [
    `${plan.cell === undefined ? plan.title : `${plan.title} [${plan.cell}]`}`,
    `  ${experiment.file} · ${showDuration(total)}`,
    `  touches ${hostsTouched(experiment).join(', ') || 'no host'}`,
    ...experiment.proxies.map(proxy => `  listens ${whereAndForWhom(proxy)}`),
    ...hitsAtMost(experiment),
    ...programsStarted(experiment).map(program => `  starts  ${program}`),
    ...(allowCommands || programsNamed(experiment).length === 0
      ? []
      : ['  needs   --allow-commands, or a yes when it asks']),
    ...(lock === null ? [] : [`  locks   ${lock}`]),
    ...(windows ?? []).map(({ text }) => `  opens   ${text}`),
    '',
    'Phases',
    aligned(timeline(plan.phases)),
    '',
    'Faults',
    plan.faults.length === 0 ? '  none' : aligned(plan.faults.map(faultRow)),
    '',
    'Hypotheses',
    aligned(all.map(forecastRow)),
    ...(advice.size === 0 ? [] : ['', ...[...advice].map(one => folded(one, WIDTH).join('\n  '))]),
    '',
  ].join('\n')
}

const whereAndForWhom = ({ id, listen: { host, port, clients = [] } }: AnyProxySpec): string =>
  `${id} at ${port === 0 ? `a free port of ${host}` : placeOf(host, port)}, for ${['this machine', ...clients].join(', ')}`

const hitsAtMost = ({ plan }: Experiment): readonly string[] => {
  const most = mostAffected(plan)
  return most === null ? [] : [`  hits    ${showPercent(most.share)} of ${most.proxy} at most, in ${most.phase}`]
}

const clock = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

const timeline = (phases: readonly PhasePlan[]): readonly (readonly string[])[] => {
  let start = 0
  return phases.map(phase => {
    const row = [clock(start), phase.name, showDuration(phase.durationMs), what(phase, start)]
    start += phase.durationMs
    return row
  })
}

const what = ({ faults, schedule, ramp, settleMs, gate, until }: PhasePlan, start: number): string =>
  [
    ...(faults.length > 0 ? [faults.join(', ')] : []),
    ...schedule.map(({ fault, atMs, forMs, everyMs, untilMs }) => {
      const end = untilMs === undefined ? '' : ` until ${clock(start + untilMs)}`
      const again = everyMs === undefined ? '' : ` every ${showDuration(everyMs)}${end}`
      return `${fault} at ${clock(start + atMs)} for ${showDuration(forMs)}${again}`
    }),
    ...(ramp
      ? [
          `ramp${ramp.of === 'dose' ? ' of doses' : ''} from ${showPercent(ramp.from)} over ${showDuration(ramp.overMs)}`,
        ]
      : []),
    ...(until === undefined ? [] : [`ends early when ${EARLY[until]}`]),
    ...(gate === 'manual' ? ['waits for you'] : []),
    ...(settleMs > 0 ? [`first ${showDuration(settleMs)} not judged`] : []),
  ].join('; ')

const EARLY = { allRecovered: 'all is recovered', minSamples: 'every limit has its samples' } as const

const faultRow = ({ id, fault, target, percent, minHits, cohort }: FaultPlan): readonly string[] => [
  id,
  fault,
  `${showPercent(percent)} of ${target}${cohort === undefined ? '' : `, ${cohort} only`}`,
  `inconclusive below ${plural(minHits, 'hit')}`,
]

const adviceText = (forecast: Forecast): readonly string[] => {
  const advice = adviceOf(forecast)
  return advice === null ? [] : [`${advice.why}. ${advice.change}.`]
}

const forecastRow = (forecast: Forecast): readonly string[] => [
  forecast.hypothesis.id,
  forecast.probe === forecast.hypothesis.probe ? forecast.phase.name : `${forecast.phase.name}, ${forecast.probe}`,
  `${forecast.expected === null ? 'as many samples as traffic' : `~${plural(forecast.expected, 'sample')}`}, ${forecast.needed} needed`,
  verdictOf(forecast),
]
