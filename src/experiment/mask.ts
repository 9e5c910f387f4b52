import type { Json } from '../core/json.js'
import type { Problem } from '../core/problem.js'
import type { Secret } from './experiment.js'

export type Mask = (text: string) => string

/** Puts `‹secret:name›` in the place of every secret value. Longer ones go first, so that none leaves a part of another. */
export const maskOf = (secrets: readonly Secret[]): Mask => {
  const ordered = secrets.filter(({ value }) => value !== '').sort((a, b) => b.value.length - a.value.length)
  return text => ordered.reduce((masked, { name, value }) => masked.replaceAll(value, () => `‹secret:${name}›`), text)
}

/** Keys stay: they are written in the file. */
export const maskJson = (json: Json, mask: Mask): Json => {
  if (typeof json === 'string') return mask(json)
  if (typeof json !== 'object' || json === null) return json
  if (isList(json)) return json.map(item => maskJson(item, mask))
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, maskJson(value, mask)]))
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json)

/** Problems quote what they found. */
export const maskProblem = (problem: Problem, mask: Mask): Problem => ({
  ...problem,
  message: mask(problem.message),
  ...(problem.hints && { hints: problem.hints.map(mask) }),
})
