import type { Problem } from '../core/problem.js'
import type { Secret } from './experiment.js'

export type Mask = (text: string) => string

/** Puts `‹secret:name›` in the place of every secret value. Longer ones go first, so that none leaves a part of another. */
export const maskOf = (secrets: readonly Secret[]): Mask => {
  const ordered = secrets.filter(({ value }) => value !== '').sort((a, b) => b.value.length - a.value.length)
  return text => ordered.reduce((masked, { name, value }) => masked.replaceAll(value, () => `‹secret:${name}›`), text)
}

/** Problems quote what they found. */
export const maskProblem = (problem: Problem, mask: Mask): Problem => ({
  ...problem,
  message: mask(problem.message),
  ...(problem.hints && { hints: problem.hints.map(mask) }),
})
