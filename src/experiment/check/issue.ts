import type { BaseIssue } from 'valibot'
import { CODES, type Code } from '../codes.js'
import { didYouMean } from '../nearest.js'
import type { Path } from '../yaml/tree.js'
import { either, show } from './words.js'

export type Issue = BaseIssue<unknown>

/** What is wrong at a path, before it has a place. */
export interface Finding {
  readonly code: Code
  readonly path: Path
  readonly message: string
  /** Where the caret goes; by default the value. */
  readonly on?: 'key' | 'value'
  readonly label?: string
  readonly hints?: readonly string[]
  readonly severity?: 'warning'
  /** Marked at its key by default. */
  readonly related?: { readonly path: Path; readonly label: string; readonly on?: 'key' | 'value' }
}

export const pathOf = (issue: Issue): Path =>
  (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))

/** A key that its strict object does not know. */
export const isUnknownKey = (issue: Issue): boolean => issue.type === 'strict_object' && issue.expected === 'never'

const isAboutKey = (issue: Issue): boolean => issue.path?.at(-1)?.origin === 'key'
export const isMissingKey = (issue: Issue): boolean => isAboutKey(issue) && OBJECTS.has(issue.type)
const OBJECTS: ReadonlySet<string> = new Set(['object', 'loose_object', 'strict_object'])

/** The issues of the alternative that got farthest, where a union says no more than that nothing fitted. */
const opened = (issue: Issue): readonly Issue[] => {
  const inner = isDefault(issue) ? (issue.issues ?? []).flatMap(opened) : []
  const depth = (one: Issue) => one.path?.length ?? 0
  const deepest = Math.max(0, ...inner.map(depth))
  const told = inner.find(one => depth(one) === 0 && !isDefault(one))
  const chosen = deepest === 0 ? (told ? [told] : []) : inner.filter(one => depth(one) === deepest)
  return chosen.length === 0 ? [issue] : chosen.map(one => ({ ...one, path: joined(issue.path, one.path) }))
}

const joined = (outer: Issue['path'] | readonly [], inner: Issue['path']): Issue['path'] => {
  const [first, ...rest] = [...(outer ?? []), ...(inner ?? [])]
  return first && [first, ...rest]
}

/** Findings for every issue but unknown keys, which need to know what is allowed. */
export const findingsOf = (issue: Issue, base: Path): readonly Finding[] =>
  opened(issue).map(one => {
    const path = [...base, ...pathOf(one)]
    if (isMissingKey(one))
      return { code: CODES.missing, path: path.slice(0, -1), on: 'key', message: `"${path.at(-1)}" is missing` }
    return { path, ...(isAboutKey(one) ? { on: 'key' } : {}), ...wrongValue(one) }
  })

type Wrong = Pick<Finding, 'code' | 'message' | 'label'>

const wrongValue = (issue: Issue): Wrong => {
  if (issue.type === 'picklist' && isDefault(issue)) return notOneOf(issue)
  const message = isDefault(issue) ? `expected ${expectation(issue)}, found ${show(issue.input)}` : issue.message
  const unit = UNITS.find(({ wanted }) => message.startsWith(`expected ${wanted} such as`))
  if (!unit) return { code: message.startsWith('expected exactly one') ? CODES.notExactlyOne : CODES.wrong, message }
  const { input } = issue
  return { code: CODES.noUnit, message, ...(typeof input === 'number' ? { label: unit.repair(input) } : {}) }
}

/** How a bare number would be written with its unit. */
const UNITS: readonly { readonly wanted: string; readonly repair: (bare: number) => string }[] = [
  { wanted: 'a duration', repair: bare => `write ${bare}ms or ${bare}s` },
  { wanted: 'a percentage', repair: bare => `write ${bare > 0 && bare < 1 ? Number((bare * 100).toFixed(6)) : bare}%` },
  { wanted: 'a frequency', repair: bare => `write ${bare}/s` },
  { wanted: 'a size', repair: bare => `write ${bare}B or ${bare}KiB` },
  { wanted: 'a rate', repair: bare => `write ${bare}KiB/s` },
]

const notOneOf = (issue: Issue): Wrong => {
  const known = Array.from(issue.expected?.matchAll(/"([^"]*)"/g) ?? [], ([, word]) => word ?? '')
  const guess = typeof issue.input === 'string' ? didYouMean(issue.input, known) : ''
  return { code: CODES.notOneOf, message: `expected ${either(known)}, found ${show(issue.input)}${guess}` }
}

/** Valibot's own sentence, which no shape has replaced. */
const isDefault = (issue: Issue): boolean => issue.message.startsWith('Invalid ')

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  loose_object: 'a map',
  strict_object: 'a map',
  record: 'a map',
}

const BOUNDS: Readonly<Record<string, string>> = {
  min_value: 'at least',
  max_value: 'at most',
  gt_value: 'more than',
  min_length: 'a length of at least',
  max_length: 'a length of at most',
}

const expectation = (issue: Issue): string => {
  const bound = BOUNDS[issue.type]
  if (bound !== undefined) return `${bound} ${(issue.expected ?? '').replace(/^[<>]=?/, '')}`
  const alternatives = (issue.issues ?? []).map(({ type }) => NOUNS[type]).filter(noun => noun !== undefined)
  if (alternatives.length > 1) return either([...new Set(alternatives)])
  return NOUNS[issue.type] ?? issue.expected ?? 'something else'
}
