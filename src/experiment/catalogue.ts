import type { SealedFault } from '../core/fault.js'
import type { SealedProbe } from '../core/probe.js'
import type { Reporter } from '../core/reporter.js'
import { faults } from '../faults/index.js'
import { presetFaults } from '../presets/index.js'
import { probes } from '../probes/index.js'
import type { Sheet } from './check/sheet.js'

/** The plug-ins that a file can name; presets are faults like others. */
export interface Catalogue {
  readonly faults: readonly SealedFault[]
  readonly probes: readonly SealedProbe[]
  /** Names of the reporters that write a file. */
  readonly formats: readonly string[]
  /** Those of the user's own. */
  readonly reporters?: readonly Reporter[]
}

const PLUG_INS = { faults: [...faults, ...presetFaults(faults)], probes }

/** All that this package has. */
export const wholeCatalogue = async (): Promise<Catalogue> => {
  const { reporters } = await import('../reporters/index.js')
  return { ...PLUG_INS, formats: reporters.filter(({ file }) => file !== null).map(({ name }) => name) }
}

/** What a file can need of it: reporters are loaded only for one that speaks of formats. */
export const catalogueFor = async (sheet: Sheet): Promise<Catalogue> =>
  sheet.has(['report', 'formats']) || sheet.has(['use']) ? wholeCatalogue() : { ...PLUG_INS, formats: [] }
