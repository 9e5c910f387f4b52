import { inert } from '../core/inert.js'
import { defineReporter } from '../core/reporter.js'
import { casesOf, uniqueNames } from './junit.js'
import type { Case } from './junit-case.js'
import { firstWarnings, SECRETS_SHOWN } from './show.js'

/** TAP 14 (testanything.org), a test point for each case of the JUnit report. */
export const tap = defineReporter({
  name: 'tap',
  summary: 'Test Anything Protocol, version 14',
  file: 'report.tap',
  render(report) {
    const cases = casesOf(report).map(uniqueNames())
    const said = [...(report.secretsShown ? [SECRETS_SHOWN] : []), ...firstWarnings(report)].map(
      one => `# ${inert(one)}`,
    )
    return `${['TAP version 14', `1..${cases.length}`, ...said, ...cases.map(pointOf)].join('\n')}\n`
  },
})

const pointOf = ({ classname, name, outcome }: Case, at: number): string => {
  const failed = outcome.kind === 'failure' || outcome.kind === 'error'
  const point = `${failed ? 'not ok' : 'ok'} ${at + 1} - ${escaped(`${classname} ${name}`)}`
  if (outcome.kind === 'pass') return point
  if (outcome.kind === 'skipped') return `${point} # SKIP ${escaped(outcome.message)}`
  const details = outcome.details === '' ? [] : outcome.details.split('\n').map(line => `    ${line}`)
  return [
    ...[point, '  ---', `  message: ${JSON.stringify(outcome.message)}`, `  severity: ${outcome.kind}`],
    ...(details.length === 0 ? [] : ['  details: |', ...details]),
    '  ...',
  ].join('\n')
}

/** A `#` would begin a directive. */
const escaped = (text: string): string => inert(text).replace(/[\\#]/g, unit => `\\${unit}`)
