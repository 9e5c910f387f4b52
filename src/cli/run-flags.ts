import type { ChoiceFlags } from './choose.js'
import type { LoadFlags } from './load.js'
import type { OutputFlags } from './outputs/outputs.js'
import type { PresetFlags } from './preset-source.js'

/** The options of `fallacy run`. */
export interface RunFlags extends LoadFlags, ChoiceFlags, PresetFlags, OutputFlags {
  readonly seed?: number
  readonly reporter?: readonly string[]
  readonly json?: boolean
  readonly quiet?: boolean
  readonly yes?: boolean
  readonly aa?: boolean
  readonly allowInconclusive?: boolean
  readonly list?: boolean
  readonly dryRun?: boolean
  readonly repeat?: number
  readonly failFast?: boolean
  /** People take part. */
  readonly interactive?: boolean
  /** They do, and the file says what they should do. */
  readonly gameDay?: boolean
}
