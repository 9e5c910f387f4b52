import { disguiseBy, type Redaction } from '../../src/core/redaction.js'
import { sealBy } from '../../src/core/seal.js'

/** By a key that everybody knows: what is told is the same in every run of a test. */
export const seal = sealBy(new Uint8Array(32))
export const disguise = disguiseBy(seal)

export const redactionOf = (parts: Partial<Redaction> = {}): Redaction => ({
  headers: [],
  json: [],
  disguise,
  ...parts,
})

/** A text with `?` in the place of all that was disguised. */
export const blanked = (text: string): string => text.replace(/‹redacted \d+:[\da-f]{8}›/g, '?')
