import type { Fault } from './fault.js'
import { shape } from './options.js'

/** What faults without options have in common: their dose is that they act. */
export const optionless = {
  options: shape({}),
  examples: [{}],
  draw: () => ({}),
} satisfies Partial<Fault<object, object & Record<string, never>>>
