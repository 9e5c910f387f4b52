import { clip, inert } from '../core/inert.js'
import { runName } from '../core/plan.js'
import type { Report } from '../core/report.js'
import { defineReporter } from '../core/reporter.js'
import { type Concern, concernsOf } from './concern.js'
import { countsOf, headlineOf } from './show.js'

/** GitHub shows ten annotations of a level for each step, and drops the rest without a word. */
const MOST = 10

/** Workflow commands that put what did not hold at its line of the experiment; for the log of a step. */
export const github = defineReporter({
  name: 'github',
  summary: 'annotations for GitHub Actions',
  file: null,
  render(report) {
    const concerns = concernsOf(report)
    const lines = [...annotations(concerns, 'error'), ...annotations(concerns, 'warning'), total(report)]
    return `${lines.join('\n')}\n`
  },
})

const annotations = (all: readonly Concern[], level: Concern['level']): readonly string[] => {
  const concerns = all.filter(one => one.level === level)
  const shown = concerns.length > MOST ? concerns.slice(0, MOST - 1) : concerns
  const lines = shown.map(({ id, phase, what, file, line, column }) => {
    const title = phase === null ? id : `${id} in ${phase}`
    return command(level, { file, line: String(line), col: String(column), title }, what)
  })
  const more = concerns.length - shown.length
  return more === 0 ? lines : [...lines, command(level, {}, `and ${more} more: see the summary`)]
}

const total = (report: Report): string =>
  command(
    'notice',
    { title: `fallacy ${runName(report.plan)}` },
    `${headlineOf(report)}: ${countsOf(report.judgements)}`,
  )

const command = (name: string, properties: Readonly<Record<string, string>>, message: string): string => {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`)
  return `::${name}${pairs.length === 0 ? '' : ` ${pairs.join(',')}`}::${data(message)}`
}

/** As the runner reads them: `%` begins an escape, line ends end a command; in properties `:` and `,` divide. */
const data = (text: string): string => clip(inert(text), 1_000).replaceAll('%', '%25')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
