import type { Clock } from '../../src/core/clock.js'
import type { Prober, Sample, SealedProbe } from '../../src/core/probe.js'
import { systemClock } from '../../src/core/system-clock.js'

/** A probe with these options, opened; the test fails when the options are wrong. */
export const openProbe = (probe: SealedProbe, options: unknown, clock: Clock = systemClock(), folder = '.'): Prober => {
  const bound = probe.bind(options)
  if (!bound.ok) throw new Error(bound.issues.map(({ message }) => message).join('\n'))
  return bound.value.open({ clock, folder })
}

/** One sample of an active probe on the real clock. */
export const sampleOnce = async (probe: SealedProbe, options: unknown, folder = '.'): Promise<Sample> => {
  const prober = openProbe(probe, options, systemClock(), folder)
  if (prober.kind !== 'active') throw new Error('the probe is passive')
  try {
    const sample = await prober.sample(new AbortController().signal)
    if (sample === null) throw new Error('the probe saw nothing')
    return sample
  } finally {
    await prober.close?.()
  }
}
