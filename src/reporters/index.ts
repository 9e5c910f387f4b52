import type { Reporter } from '../core/reporter.js'

/** Every report format. A reporter is one file and one line here. */
export const reporters: readonly Reporter[] = []
