import type { Problem } from '../core/problem.js'
import type { Flaw } from './yaml/compose.js'
import type { Source } from './yaml/source.js'
import { showPath } from './yaml/tree.js'

export const problemOf = ({ code, message, span, path, related, hint }: Flaw, source: Source): Problem => ({
  code,
  severity: 'error',
  message,
  place: source.place(span),
  ...(path === undefined ? {} : { path: showPath(path) }),
  ...(hint === undefined ? {} : { hints: [hint] }),
  ...(related === undefined ? {} : { related: { place: source.place(related.span), label: related.label } }),
})

/** More are of no use to anybody. */
export const MOST_PROBLEMS = 100

/** Each once, in the order of the file; those without a place come first. */
export const inOrder = (problems: readonly Problem[]): readonly Problem[] => {
  const seen = new Map(
    problems.map(problem => [JSON.stringify([problem.place, problem.code, problem.message]), problem]),
  )
  return [...seen.values()].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_PROBLEMS)
}

const WIDEST = 2 ** 21
const rank = ({ place }: Problem): number => (place ? place.line * WIDEST + place.column : 0)
