import type { Entry } from '../core/journal.js'
import type { Sample } from '../core/probe.js'

/**
 * What is left of an entry where no sample is to be kept: all that a run is judged by, and nothing of what was asked for
 * or found. What a probe says of itself stays.
 */
export const outline = (entry: Entry): Entry => {
  if (entry.type === 'probe.sampled' || entry.type === 'load.sampled')
    return { ...entry, sample: outlined(entry.sample) }
  if (entry.type === 'exchange.opened') {
    const { origin, ...rest } = entry
    return { ...rest, target: '' }
  }
  if (entry.type !== 'exchange.closed') return entry
  const { detail, ...rest } = entry
  return rest
}

const outlined = ({ trace, ...sample }: Sample): Sample => {
  if (sample.ok || sample.error === 'probeError') return sample
  const { detail, ...rest } = sample
  return rest
}
