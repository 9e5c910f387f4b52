import { clip, inert, inertJson } from '../core/inert.js'
import { runName } from '../core/plan.js'
import type { Report } from '../core/report.js'
import { defineReporter } from '../core/reporter.js'
import { type Concern, concernsOf } from './concern.js'

const MOST = 1_000

/** A code quality report (`artifacts:reports:codequality`): merge requests show what is new in it. */
export const gitlab = defineReporter({
  name: 'gitlab',
  summary: 'a code quality report for GitLab merge requests',
  file: 'gl-code-quality-report.json',
  render: report => `${inertJson(JSON.stringify(concernsOf(report).slice(0, MOST).map(issueOf(report)), null, 2))}\n`,
})

/** A fingerprint is the same as long as the same hypothesis fails in the same phase. */
const issueOf =
  ({ plan }: Report) =>
  ({ level, id, phase, what, file, line }: Concern) => ({
    description: clip(inert(`${id}${phase === null ? '' : ` in ${phase}`}: ${what}`), 1_000),
    check_name: `fallacy/${inert(id)}`,
    fingerprint: [runName(plan), id, phase ?? 'run'].map(part => encodeURIComponent(inert(part))).join('/'),
    severity: level === 'error' ? 'major' : 'minor',
    location: { path: inert(file).replace(/^\.\//, ''), lines: { begin: line } },
  })
