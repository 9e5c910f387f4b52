import type { JsonPath } from './json-path.js'

/** One step of a pattern: a member, an item or any child, right below (or, if `deep`, anywhere below) what is before it. */
interface Step {
  readonly deep: boolean
  /** Null: any child. */
  readonly key: string | number | null
}

/** Places in JSON documents, such as `$..card` or `$.users[*].email`: the part of RFC 9535 without filters and slices. */
export interface JsonPattern {
  readonly steps: readonly Step[]
  /** The last name in it: that of the innermost member that it leads to, or through. */
  readonly name: string
}

export type ParsedPattern =
  | { readonly ok: true; readonly pattern: JsonPattern }
  | { readonly ok: false; readonly at: number; readonly why: string }

const STEP =
  /(?:(?<dots>\.\.?)(?:(?<name>[\p{L}_$][\p{L}\p{N}_$-]*)|\*)|(?<deep>\.\.)?\[(?:(?<index>0|[1-9]\d{0,8})|\*|'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>(?:[^"\\]|\\.)*)")\])/uy

/** `at` counts characters from 0. */
export const parseJsonPattern = (text: string): ParsedPattern => {
  if (!text.startsWith('$')) return { ok: false, at: 0, why: 'expected $, the whole document, at the start' }
  const steps: Step[] = []
  const step = new RegExp(STEP)
  for (step.lastIndex = 1; step.lastIndex < text.length; ) {
    const at = step.lastIndex
    const groups = step.exec(text)?.groups
    if (groups === undefined)
      return { ok: false, at, why: `expected .name, ..name, [0], [*] or ['name'], found ${text.slice(at)}` }
    const { dots, name, deep, index, single, double } = groups
    const named = name ?? (single ?? double)?.replace(/\\(.)/gsu, '$1') ?? null
    steps.push({ deep: dots === '..' || deep !== undefined, key: index === undefined ? named : Number(index) })
  }
  const name = steps.findLast(({ key }) => typeof key === 'string')?.key
  if (typeof name === 'string') return { ok: true, pattern: { steps, name } }
  return { ok: false, at: 0, why: `expected a name in it such as $..card, found ${text}` }
}

/** What patterns still wait for below some place of a document. */
export type Awaited = readonly (readonly Step[])[]

/** At the root of a document. */
export const awaitedBy = (patterns: readonly JsonPattern[]): Awaited => patterns.map(({ steps }) => steps)

/** One step down; `true` where a pattern is fulfilled there. */
export const below = (awaited: Awaited, key: string | number): Awaited | true => {
  const next = awaited.flatMap(steps => {
    const [first, ...rest] = steps
    if (first === undefined) return []
    const met = first.key === null || first.key === key ? [rest] : []
    return first.deep ? [...met, steps] : met
  })
  return next.some(steps => steps.length === 0) || next
}

/** True where one of the patterns leads to `path`, or to what holds it. */
export const leadTo = (patterns: readonly JsonPattern[], path: JsonPath): boolean =>
  path.reduce<Awaited | true>((awaited, step) => awaited === true || below(awaited, step), awaitedBy(patterns)) === true

/** Deeper documents are hidden from there on: nobody writes them, and a walk must end. */
const DEEPEST = 100

/** What is hidden besides that which patterns lead to, and what is shown in its place. */
export interface Hiding {
  readonly isHidden: (name: string) => boolean
  readonly hide: (value: unknown) => unknown
}

/** A copy of the document without whatever a pattern leads to, and without the members that are hidden by their name. */
export const hideAt = (document: unknown, awaited: Awaited, hiding: Hiding, depth = 0): unknown => {
  if (typeof document !== 'object' || document === null) return document
  if (depth === DEEPEST) return hiding.hide(document)
  const shown = (key: string | number, value: unknown): unknown => {
    const next = below(awaited, key)
    const hidden = next === true || (typeof key === 'string' && hiding.isHidden(key))
    return hidden ? hiding.hide(value) : hideAt(value, next, hiding, depth + 1)
  }
  if (Array.isArray(document)) return document.map((item, index) => shown(index, item))
  return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, shown(name, value)]))
}
