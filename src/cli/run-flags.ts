import type { LoadFlags } from './load.js'

/** The options of `fallacy run`. */
export interface RunFlags extends LoadFlags {
  readonly seed?: number
  readonly outputDir?: string
  readonly reporter?: readonly string[]
  readonly json?: boolean
  readonly quiet?: boolean
  readonly yes?: boolean
  readonly aa?: boolean
  readonly allowInconclusive?: boolean
}
