import { FALLACIES } from '../core/fallacy.js'
import type { SealedFault } from '../core/fault.js'
import * as named from './named.js'

/** The catalogue: by the fallacy that they test, then by name. */
export const faults: readonly SealedFault[] = FALLACIES.flatMap(fallacy =>
  Object.values<SealedFault>(named).filter(fault => fault.fallacy === fallacy),
)
