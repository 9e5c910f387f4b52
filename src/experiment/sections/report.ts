import * as v from 'valibot'
import { parseJsonPath } from '../../core/json-path.js'
import { type JsonPattern, leadTo, parseJsonPattern } from '../../core/json-pattern.js'
import type { Plan } from '../../core/plan.js'
import type { Disguise } from '../../core/redaction.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { ReportSpec } from '../experiment.js'
import { doc } from './shapes.js'

const REDACTED = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key']

const junit = v.strictObject({
  file: doc(v.optional(v.pipe(v.string(), v.minLength(1)), 'junit.xml'), 'The name of the file in the run folder.'),
  inconclusive: doc(
    v.optional(v.picklist(['failure', 'error', 'skipped']), 'failure'),
    'What a hypothesis without enough evidence becomes.',
  ),
  warn: doc(
    v.optional(v.picklist(['skipped', 'failure', 'pass']), 'skipped'),
    'What a failed hypothesis of severity warn becomes.',
  ),
})

const jsonPattern = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): JsonPattern => {
    const parsed = parseJsonPattern(dataset.value)
    if (parsed.ok) return parsed.pattern
    addIssue({ message: `not a JSON path, at character ${parsed.at + 1}: ${parsed.why}` })
    return NEVER
  }),
  v.metadata({ examples: ['$..card', '$.users[*].email'] }),
)

/** `formats` are the names of the reporters that write a file. */
export const reportShapeOf = (formats: readonly string[]) =>
  v.strictObject({
    dir: doc(v.optional(v.pipe(v.string(), v.minLength(1)), './fallacy-report'), 'The folder of all runs.'),
    formats: doc(
      v.optional(v.array(v.picklist(formats)), ['json']),
      'What is written besides the summary on the terminal.',
    ),
    junit: doc(v.optional(junit, {}), 'How verdicts become JUnit test cases.'),
    baselineFile: doc(
      v.optional(v.pipe(v.string(), v.minLength(1))),
      'The report.json of an earlier run, for `versus: {file: true}`.',
    ),
    samples: doc(
      v.optional(v.picklist(['all', 'failures', 'none']), 'failures'),
      'What requests a report shows as examples; with none the journal does not say what they asked for either.',
    ),
    redact: doc(
      v.optional(
        v.strictObject({
          headers: doc(v.optional(v.array(v.string()), REDACTED), 'Header fields whose values are masked.'),
          json: doc(v.optional(v.array(jsonPattern), []), 'JSON paths of what is masked in bodies.'),
        }),
        {},
      ),
      'What no output may show.',
    ),
  })

export interface ReportSections {
  readonly report: ReportSpec
  /** What a report is made by. */
  readonly told: Pick<Plan, 'junit' | 'samples'>
}

export const readReport = (sheet: Sheet, formats: readonly string[], disguise: Disguise | null): ReportSections => {
  const shape = reportShapeOf([...new Set([...formats, 'json'])])
  const read = sheet.has(['report']) ? sheet.read(shape, ['report']) : null
  const { dir, formats: chosen, junit, redact, samples } = read ?? v.parse(shape, {})
  refuseShown(sheet, redact.json)
  return {
    report: {
      dir,
      formats: [...new Set(chosen)],
      junitFile: junit.file,
      redact: disguise && { headers: redact.headers.map(name => name.toLowerCase()), json: redact.json, disguise },
    },
    told: {
      junit: { inconclusive: junit.inconclusive, warn: junit.warn },
      ...(samples !== 'failures' && { samples }),
    },
  }
}

/** Each value that a probe takes is shown. */
const refuseShown = (sheet: Sheet, patterns: readonly JsonPattern[]): void => {
  for (const path of sheet.keysOf(['probes']).map(id => ['probes', id, 'value', 'json'])) {
    const text = sheet.data(path)
    const parsed = typeof text === 'string' ? parseJsonPath(text) : null
    if (!parsed?.ok || !leadTo(patterns, parsed.path)) continue
    const message = `a report shows the values of a probe, and report.redact.json hides ${text}`
    sheet.report({ code: CODES.wrong, path, message, hints: ['measure another value, or do not hide this one'] })
  }
}
