import { clip, inert } from '../core/inert.js'
import { showMeasured } from '../core/measure.js'
import type { Judgement, ProbeReport, Report } from '../core/report.js'
import { showDuration } from '../core/units.js'

/** How formats for people write parts of a report. All of it is inert text without line breaks. */
export const GLYPHS = { pass: '✔', fail: '✖', inconclusive: '?', skipped: '○' } as const

export const WARNING = '⚠'

/** The mark of a judgement: what is only worth a warning does not look like a failure. */
export const glyphOf = ({ verdict, severity }: Judgement): string =>
  severity === 'warn' && verdict !== 'pass' ? WARNING : GLYPHS[verdict]

const HEADLINES: Readonly<Record<Report['outcome'], string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
  aborted: 'ABORTED',
  notSteady: 'NOT STEADY',
  environment: 'NOT RUN',
  cleanupFailed: 'NOT CLEAN',
  usage: 'REFUSED',
  bug: 'BUG',
  sighup: 'STOPPED',
  sigint: 'STOPPED',
  sigterm: 'STOPPED',
  torn: 'TORN',
}

export const headlineOf = ({ outcome }: Report): string => HEADLINES[outcome]

export const exitOf = ({ exitCode }: Report): string => (exitCode === null ? 'no exit' : `exit ${exitCode}`)

/** `864 ms`, or a dash when nothing was measured. */
export const measuredOf = ({ measure, measured }: Judgement): string =>
  measured === null ? '–' : showMeasured(measure, measured)

/** `95 % interval [812 ms, 931 ms]`; a bound that does not exist is an ellipsis. */
export const intervalOf = ({ measure, interval }: Judgement): string | null => {
  if (interval === null) return null
  const bound = (value: number | null) => (value === null ? '…' : showMeasured(measure, value))
  const confidence = Number((interval.confidence * 100).toFixed(4))
  return `${confidence} % interval [${bound(interval.low)}, ${bound(interval.high)}]`
}

/** ms since the start as `m:ss` or `h:mm:ss`. */
export const clockTime = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** What is said of the faults of a run with `--aa`. */
export const ALL_OFF = 'all were off, so what fails is a false alarm of its limit'

/** What every report says of a run with `--show-secrets`. */
/** The first of a run's warnings, at most ten lines of them: the last tells how many more there are. */
export const firstWarnings = ({ warnings }: Report): readonly string[] => {
  const shown = warnings.length <= MOST_WARNINGS ? warnings : warnings.slice(0, MOST_WARNINGS - 1)
  const left = warnings.length - shown.length
  return left === 0 ? shown : [...shown, `${left} more warnings are in the report`]
}

const MOST_WARNINGS = 10

export const SECRETS_SHOWN = 'secrets are shown: nothing was masked in this run, so its report is for nobody else'

/** The worst stretch in one line, without its measure; null when there is none. */
export const worstOf = ({ measure, worst }: Judgement): string | null => {
  if (worst === null) return null
  const faults = worst.faults.length === 0 ? 'no fault was active' : `while ${worst.faults.join(', ')} was active`
  return inert(
    `${clockTime(worst.fromMs)} – ${clockTime(worst.toMs)}   ${showMeasured(measure, worst.measured)}, ${faults}`,
  )
}

/** The first example in one line; null when there is none. */
export const exampleOf = ({ examples }: Judgement, width: number): string | null => {
  const [first] = examples
  if (first === undefined) return null
  const injected = first.injected.length === 0 ? '' : `, with ${first.injected.join(', ')}`
  const trace = first.trace === undefined ? '' : `, trace ${first.trace}`
  const exchange = first.x === null ? '' : `exchange ${first.x} `
  return clip(
    inert(
      `${exchange}at ${clockTime(first.t)}: ${first.what} after ${showDuration(first.latencyMs)}${injected}${trace}`,
    ),
    width,
  )
}

/** `1 failed · 1 inconclusive · 3 passed`. */
export const countsOf = (judgements: readonly Judgement[]): string => {
  const names = { fail: 'failed', inconclusive: 'inconclusive', skipped: 'skipped', pass: 'passed' } as const
  const order = ['fail', 'inconclusive', 'skipped', 'pass'] as const
  const parts = order.flatMap(verdict => {
    const count = judgements.filter(one => one.verdict === verdict).length
    return count === 0 ? [] : [`${count} ${names[verdict]}`]
  })
  return parts.length === 0 ? 'no hypotheses' : parts.join(' · ')
}

const BARS = '▁▂▃▄▅▆▇█'

/** Values from nothing to `top`; a blank where there is none. */
export const sparkline = (values: readonly (number | null)[], top: number): string =>
  values.map(value => (value === null ? ' ' : (BARS[Math.round((value / (top || 1)) * 7)] ?? ' '))).join('')

/** The largest value of a probe in any phase, so that its sparklines can be compared. */
export const topOf = ({ probe }: ProbeReport, all: readonly ProbeReport[]): number =>
  Math.max(0, ...all.flatMap(one => (one.probe === probe ? one.spark.map(value => value ?? 0) : [])))

export const isGood = (judgement: Judgement): boolean => judgement.verdict === 'pass'
