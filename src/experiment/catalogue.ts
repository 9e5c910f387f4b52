import type { SealedFault } from '../core/fault.js'
import type { SealedProbe } from '../core/probe.js'
import type { Reporter } from '../core/reporter.js'
import { faults } from '../faults/index.js'
import { presetFaults } from '../presets/index.js'
import { probes } from '../probes/index.js'
import { reporters } from '../reporters/index.js'

/** The plug-ins that a file can name; presets are faults like others. */
export interface Catalogue {
  readonly faults: readonly SealedFault[]
  readonly probes: readonly SealedProbe[]
  /** Names of the reporters that write a file. */
  readonly formats: readonly string[]
  /** Those of the user's own. */
  readonly reporters?: readonly Reporter[]
}

export const CATALOGUE: Catalogue = {
  faults: [...faults, ...presetFaults(faults)],
  probes,
  formats: reporters.filter(({ file }) => file !== null).map(({ name }) => name),
}
