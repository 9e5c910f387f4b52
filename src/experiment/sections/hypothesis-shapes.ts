import * as v from 'valibot'
import { duration, percent } from '../../core/options.js'
import { parsePercent } from '../../core/units.js'
import { perShape, selectionEntries } from './derived-probes.js'
import { eventKey } from './keys.js'
import { limitEntries } from './limits.js'
import { count, doc, positive, slug } from './shapes.js'
import { versusShape } from './versus.js'

const common = {
  id: doc(slug, 'An id of its own.'),
  title: doc(v.optional(v.string()), 'One line for people; the id by default.'),
  probe: doc(v.string(), 'The id of the probe whose samples are judged.'),
  phases: doc(v.optional(v.array(v.string())), 'Names of phases, each judged alone; the inject phases by default.'),
  severity: doc(v.optional(v.picklist(['block', 'warn']), 'block'), 'Whether a failure fails the run.'),
  onInconclusive: doc(v.optional(v.picklist(['fail', 'warn', 'pass']), 'fail'), 'What too little evidence means.'),
}
const gate = doc(v.optional(v.boolean()), 'It must hold in the baseline too, or no fault is injected.')

const LEAST = 0.5
const MOST = 0.999
const confidenceOf = (text: string): number | null => (text === 'none' ? null : parsePercent(text))
const confidence = v.pipe(
  v.string(issue => `expected a confidence from 50% to 99.9%, or none, found ${issue.received}: it has no unit`),
  v.check(
    text => text === 'none' || (confidenceOf(text) ?? 0) >= LEAST,
    issue => `expected a confidence from 50% to 99.9%, or none, found ${JSON.stringify(issue.input)}`,
  ),
  v.check(
    text => (confidenceOf(text) ?? 0) <= MOST + Number.EPSILON,
    issue => `expected a confidence of at most 99.9%, found ${issue.input}`,
  ),
  v.transform(confidenceOf),
)

export const sloShape = v.strictObject({
  kind: doc(v.optional(v.literal('slo'), 'slo'), 'A limit that a measure keeps.'),
  ...common,
  gate,
  ...limitEntries,
  versus: doc(v.optional(versusShape), 'What the measure is compared with, in the place of a limit of its own.'),
  per: doc(v.optional(perShape), 'Of an amplification: for each sample of this.'),
  window: doc(v.optional(duration), 'Every window of this length must keep it; the whole phase by default.'),
  confidence: doc(v.optional(confidence, '95%'), 'How sure the verdict must be; none judges the number as measured.'),
  minSamples: doc(v.optional(v.union([v.literal('auto'), positive]), 'auto'), 'With fewer samples it is inconclusive.'),
})
export const alwaysShape = v.strictObject({
  kind: doc(v.literal('always'), 'A probe that keeps succeeding.'),
  ...common,
  gate,
  maxConsecutiveFailures: doc(v.optional(count, 0), 'So many failures in a row are still fine.'),
})
export const recoveryShape = v.strictObject({
  kind: doc(v.literal('recovery'), 'A measure that is back within its limit soon after the last fault.'),
  ...common,
  ...limitEntries,
  within: doc(duration, 'How soon, from the moment the last fault is lifted.'),
  stableFor: doc(v.optional(duration, '5s'), 'How long it must then hold.'),
})

const end = { ...selectionEntries, target: doc(v.optional(v.string()), 'Every exchange of a proxy, or proxy/route.') }
const key = doc(
  v.optional(eventKey),
  'What belongs together has the same of this, such as request.json:$.order.id; without it, it is counted.',
)
export const eventuallyShape = v.strictObject({
  kind: doc(v.literal('eventually'), 'What is started is finished, sooner or later.'),
  ...v.omit(v.object(common), ['probe']).entries,
  start: doc(
    v.strictObject({ ...end, phase: doc(v.optional(v.string()), 'The start of a phase.'), key }),
    'What starts it: good samples of a probe, exchanges of a target, or the start of a phase.',
  ),
  finish: doc(v.strictObject({ ...end, key }), 'What finishes it.'),
  within: doc(duration, 'How soon, from the end of the start; the run waits for it.'),
  atLeast: doc(v.optional(percent, '100%'), 'How many of all must be finished in time.'),
  maxDuplicates: doc(v.optional(count), 'How often one may be finished again.'),
})
