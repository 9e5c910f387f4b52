import { inertJson } from '../core/inert.js'
import { defineReporter } from '../core/reporter.js'

/** `report/1`: everything that other formats show. What could steer a terminal is written as a JSON escape. */
export const json = defineReporter({
  name: 'json',
  summary: 'the whole report as data, schema report/1',
  file: 'report.json',
  render: report => `${inertJson(JSON.stringify(report, null, 2))}\n`,
  renderAll: reports => `${inertJson(JSON.stringify(reports, null, 2))}\n`,
})
