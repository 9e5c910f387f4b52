import type { SealedProbe } from '../core/probe.js'

/** Every probe type. A probe is one file and one line here. */
export const probes: readonly SealedProbe[] = []
