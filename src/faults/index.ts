import type { SealedFault } from '../core/fault.js'

/** The catalogue. A fault is one file and one line here; schema, help, docs and conformance tests follow. */
export const faults: readonly SealedFault[] = []
