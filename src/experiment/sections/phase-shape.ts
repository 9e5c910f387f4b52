import * as v from 'valibot'
import { duration, percent } from '../../core/options.js'
import { PHASE_KINDS } from '../../core/plan.js'
import { doc, slug } from './shapes.js'

const ramp = v.strictObject({
  over: doc(duration, 'How long it grows.'),
  from: doc(v.optional(percent, '0%'), 'The share of its own percentage, or dose, that each fault starts with.'),
  of: doc(
    v.optional(v.picklist(['percent', 'dose']), 'percent'),
    'What grows: how much traffic is hit, or how hard, such as the time of a latency.',
  ),
})
const scheduled = v.strictObject({
  fault: doc(v.string(), 'The id of a fault.'),
  at: doc(v.optional(duration, '0s'), 'When it begins, from the start of the phase.'),
  for: doc(v.optional(duration), 'How long it stays; to the end of the phase by default.'),
  every: doc(v.optional(duration), 'How often it comes again; once by default.'),
  until: doc(v.optional(duration), 'When it comes for the last time, or is over, from the start of the phase.'),
})

export const phaseShape = v.strictObject({
  name: doc(slug, 'A name of its own.'),
  kind: doc(v.optional(v.picklist(PHASE_KINDS)), 'What it is for; taken from the name where that is a kind.'),
  duration: doc(v.pipe(duration, v.minValue(1, 'expected more than 0s')), 'How long it lasts.'),
  settle: doc(v.optional(duration, '0s'), 'Samples in this first part are recorded, not judged.'),
  faults: doc(v.optional(v.array(v.string()), []), 'Ids of faults that are active for the whole phase.'),
  ramp: doc(v.optional(ramp), 'Faults grow instead of starting at once.'),
  schedule: doc(v.optional(v.array(scheduled), []), 'Faults that are active for a part of the phase.'),
  until: doc(
    v.optional(v.picklist(['allRecovered', 'minSamples', 'none']), 'none'),
    'Ends it early, never late: allRecovered once every recovery has passed, minSamples once every limit has the samples it needs, or one cannot be kept any more.',
  ),
  gate: doc(
    v.optional(v.picklist(['auto', 'manual']), 'auto'),
    'When the phase starts: at once, or when a person says so.',
  ),
})
export type WrittenPhase = v.InferOutput<typeof phaseShape>
