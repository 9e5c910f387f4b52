import { inertJson } from '../core/inert.js'
import type { Report } from '../core/report.js'
import { defineReporter } from '../core/reporter.js'

/** The report a line at a time, for programs that read as they go: first the run, then judgements, faults, probes, events. */
export const ndjson = defineReporter({
  name: 'ndjson',
  summary: 'the report as JSON lines',
  file: 'report.ndjson',
  render: report =>
    linesOf(report)
      .map(line => `${inertJson(JSON.stringify(line))}\n`)
      .join(''),
})

const linesOf = (report: Report): readonly object[] => {
  const { schema, run, startedAt, file, seed, durationMs, outcome, exitCode, reason, plan, secretsShown } = report
  const shown = secretsShown === undefined ? {} : { secretsShown }
  return [
    {
      type: 'run',
      schema,
      run,
      startedAt,
      name: plan.name,
      file,
      seed,
      durationMs,
      outcome,
      exitCode,
      reason,
      ...shown,
    },
    ...report.judgements.map(one => ({ type: 'judgement', ...one })),
    ...report.gate.map(one => ({ type: 'gate', ...one })),
    ...report.faults.map(one => ({ type: 'fault', ...one })),
    ...report.probes.map(one => ({ type: 'probe', ...one })),
    ...report.load.map(one => ({ type: 'load', ...one })),
    ...report.timeline.map(one => ({ type: 'event', ...one })),
  ]
}
