import { clip, inert } from '../core/inert.js'
import { runName } from '../core/plan.js'
import { plural } from '../core/plural.js'
import type { Judgement, Report } from '../core/report.js'
import { defineReporter } from '../core/reporter.js'
import { showDuration } from '../core/units.js'
import { countsOf, exitOf, headlineOf, isGood, SECRETS_SHOWN, WARNING } from './show.js'
import { widthOf, wrap } from './table.js'
import { gameDayLines } from './text-game-day.js'
import { briefly, inDetail } from './text-judgement.js'
import { costLines, faultsLines, probesTable } from './text-tables.js'

const WIDTH = 96
/** With the two lines that the command line adds, a summary has at most forty. */
const MOST_LINES = 38

/**
 * The summary on the terminal, failures first. Plain: what paints it goes by the marks at the start of lines. When it
 * would be too long, details shrink to one line each, then lists end with the number of what is left out.
 */
export const text = defineReporter({
  name: 'text',
  summary: 'the summary that ends a run, for the terminal',
  file: null,
  render(report) {
    const head = headOf(report)
    const tail = tailOf(report)
    const middle = judgementsOf(report, MOST_LINES - head.length - tail.length)
    return `${[...head, ...middle, ...tail].join('\n')}\n`
  },
})

const headOf = (report: Report): readonly string[] => {
  const right = `${showDuration(report.durationMs)} · seed ${report.seed} · ${exitOf(report)}`
  const headline = ` ${headlineOf(report)}  `
  const left = headline + clip(inert(runName(report.plan)), WIDTH - widthOf(headline) - widthOf(right) - 2)
  const reason = wrap(inert(report.reason), WIDTH - 7, 3)
  const hints =
    report.outcome === 'pass' || report.outcome === 'fail' ? [] : report.failures.flatMap(({ hints }) => hints)
  return [
    left + ' '.repeat(Math.max(2, WIDTH - widthOf(left) - widthOf(right))) + right,
    ...reason.map(line => `       ${line}`),
    ...(report.secretsShown ? [`       ${WARNING} ${SECRETS_SHOWN}`] : []),
    ...hints.slice(0, 5).map(hint => `         ${clip(inert(hint), WIDTH - 9)}`),
    '',
  ]
}

const tailOf = (report: Report): readonly string[] => {
  const warnings = report.warnings.slice(0, 3).map(warning => `  ${WARNING} ${clip(inert(warning), WIDTH - 4)}`)
  const more = report.warnings.length > 3 ? [`  ${WARNING} ${plural(report.warnings.length - 3, 'more warning')}`] : []
  return [
    '',
    ...gameDayLines(report, WIDTH),
    ...faultsLines(report, WIDTH),
    ...costLines(report, WIDTH),
    ...probesTable(report, WIDTH),
    ...warnings,
    ...more,
    '',
    `  ${countsOf(report.judgements)}`,
  ]
}

/** What did not pass in detail as long as there is room, then what passed, one line each. */
const judgementsOf = (report: Report, room: number): readonly string[] => {
  const shown = report.outcome === 'notSteady' ? report.gate : report.judgements
  const troubled = shown.filter(one => !isGood(one)).toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict])
  const good = shown.filter(isGood)
  const lines: string[] = []
  let left = room - good.length
  troubled.forEach((one, at) => {
    const detail =
      one.verdict === 'fail' || isTelling(one, report) ? inDetail(one, report, WIDTH) : [briefly(one, WIDTH)]
    const brief = troubled.length - at - 1
    const chosen = detail.length + brief <= left ? detail : [briefly(one, WIDTH)]
    lines.push(...chosen)
    left -= chosen.length
  })
  if (good.length === 0 && lines.at(-1) === '') lines.pop()
  return cut([...lines, ...good.map(one => briefly(one, WIDTH))], room)
}

/** Where a run was cut short, what is open is open for that one reason. */
const isTelling = ({ verdict }: Judgement, { outcome }: Report): boolean =>
  verdict === 'inconclusive' && (outcome === 'fail' || outcome === 'inconclusive' || outcome === 'pass')

const ORDER = { fail: 0, inconclusive: 1, skipped: 2, pass: 3 } as const

const cut = (lines: readonly string[], most: number): readonly string[] =>
  lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), `  … ${lines.length - most + 1} more lines are in the report`]
