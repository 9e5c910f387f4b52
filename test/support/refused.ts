import { faults } from '../../src/faults/index.js'

/** What a fault says against options; nothing when they are fine. */
export const refusals = (name: string, options: unknown): readonly string[] => {
  const bound = faults.find(fault => fault.name === name)?.bind(options)
  if (bound === undefined) throw new Error(`there is no fault ${name}`)
  return bound.ok ? [] : bound.issues.map(({ message }) => message)
}
