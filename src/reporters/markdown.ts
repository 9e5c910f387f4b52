import type { Plan } from '../core/plan.js'
import type { Judgement, Report } from '../core/report.js'
import { defineReporter } from '../core/reporter.js'
import { showDuration } from '../core/units.js'
import { gameDayPart } from './markdown-game-day.js'
import { code, plain } from './markdown-inert.js'
import { faultsTable, loadTable, probesTable, verdictsTable } from './markdown-tables.js'
import { countsOf, exampleOf, exitOf, glyphOf, headlineOf, isGood, SECRETS_SHOWN, worstOf } from './show.js'

/** GitHub takes comments of 65,536 characters; a few bytes a character are reckoned with. */
const MOST_BYTES = 60_000
const MOST_DETAILS = 20

/** The report as a comment on a pull request: verdicts, what did not pass in folds, numbers. */
export const markdown = defineReporter({
  name: 'markdown',
  summary: 'a page for pull requests and job summaries',
  file: 'summary.md',
  render(report) {
    const troubled = report.judgements.filter(one => !isGood(one))
    const parts = [
      headOf(report),
      verdictsTable(report),
      ...troubled.slice(0, MOST_DETAILS).map(details),
      gameDayPart(report),
      faultsTable(report),
      probesTable(report),
      loadTable(report),
    ]
    return within(
      [...parts, warnings(report), footOf(report)].filter(part => part !== ''),
      MOST_BYTES,
    )
  },
})

const headOf = (report: Report): string =>
  [
    `## ${headlineOf(report)}: ${plain(report.plan.title)}${report.plan.cell === undefined ? '' : ` ${code(report.plan.cell, 80)}`}`,
    '',
    `${plain(report.reason)}`,
    '',
    `${countsOf(report.judgements)} · ${showDuration(report.durationMs)} · seed ${report.seed} · ${exitOf(report)}`,
    ...(report.secretsShown ? ['', `**⚠ ${SECRETS_SHOWN}**`] : []),
    ...whereToTurn(report.plan),
  ].join('\n')

/** Who is to be asked, and where more is to be seen; addresses stay text, which nobody follows by accident. */
const whereToTurn = ({ owner, links = {} }: Plan): readonly string[] => {
  const ways = Object.entries(links).map(([name, address]) => `${plain(name)}: ${code(address)}`)
  const parts = [...(owner === undefined ? [] : [`owner: ${plain(owner)}`]), ...ways]
  return parts.length === 0 ? [] : ['', parts.join(' · ')]
}

const details = (one: Judgement): string => {
  const worst = worstOf(one)
  const example = exampleOf(one, 200)
  return [
    `<details><summary>${glyphOf(one)} ${code(one.id, 64)}${one.title === one.id ? '' : ` ${plain(one.title)}`}</summary>`,
    '',
    `- why: ${plain(one.why)}`,
    ...(one.advice === null ? [] : [`- try: ${plain(one.advice)}`]),
    ...(worst === null ? [] : [`- worst: ${plain(worst)}`]),
    ...(example === null ? [] : [`- example: ${code(example)}`]),
    `- declared: ${code(`${one.place.file}:${one.place.line}`)}`,
    '',
    '</details>',
  ].join('\n')
}

const warnings = ({ warnings }: Report): string =>
  warnings
    .slice(0, MOST_DETAILS)
    .map(warning => `- ⚠ ${plain(warning)}`)
    .join('\n')

const footOf = ({ file, run, tool, node, platform }: Report): string =>
  `<sub>fallacy ${plain(tool)} · node ${plain(node)} · ${plain(platform)} · run ${plain(run)} · ${code(file)}</sub>`

/** As many whole parts as fit. */
const within = (parts: readonly string[], most: number): string => {
  const kept: string[] = []
  let bytes = 0
  for (const part of parts) {
    bytes += new TextEncoder().encode(part).length + 2
    if (bytes > most - 100) return `${[...kept, 'The rest is in the report.'].join('\n\n')}\n`
    kept.push(part)
  }
  return `${kept.join('\n\n')}\n`
}
