import type { Address } from '../experiment.js'
import type { Scalar } from '../yaml/tree.js'

/** What references may stand for. Undefined: declared, but its value could not be known, which is reported already. */
export interface Scope {
  readonly vars: ReadonlyMap<string, Scalar | undefined>
  readonly secrets: ReadonlyMap<string, string | undefined>
  /** The values of this cell. */
  readonly matrix: ReadonlyMap<string, Scalar | undefined>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly proxies: ReadonlyMap<string, Address>
}

/** A value of its own, never an inherited one such as `constructor`. */
export const lookUp = (record: Readonly<Record<string, string | undefined>>, name: string): string | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** The sections that are read again once the proxies listen. */
export const LATE_SECTIONS: ReadonlySet<string> = new Set(['services', 'load', 'probes'])
/** The sections whose values can be drawn for each request. */
export const DRAWN_SECTIONS: ReadonlySet<string> = new Set(['load'])
