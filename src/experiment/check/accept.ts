import * as v from 'valibot'
import type { Json } from '../../core/json.js'
import { CODES } from '../codes.js'
import { nearest } from '../nearest.js'
import { MOST_PROBLEMS } from '../problems.js'
import { find, type Node, type Path, showPath, toData, withoutKeys } from '../yaml/tree.js'
import { type Finding, findingsOf, isMissingKey, isUnknownKey, pathOf } from './issue.js'
import { entriesAt, isRefused, needsMap } from './shape-walk.js'
import { type DescribeUnknown, describeUnknownKey, isExtension } from './unknown-key.js'

export interface Reading {
  /** Keys that something else reads. */
  readonly without?: readonly string[]
  readonly unknown?: DescribeUnknown
}

export interface Accepted<Shape extends v.GenericSchema> {
  readonly input: Json
  readonly output: v.InferOutput<Shape>
}

interface Desk {
  readonly path: Path
  readonly reading: Reading
  readonly report: (finding: Finding) => void
  /** Keys that unknown ones were probably meant to be: they are not told to be missing as well. */
  readonly meant: Set<string>
}

/** The value as its shape gives it, or null after reporting why not; unknown keys are reported and taken out first. */
export const accept = <Shape extends v.GenericSchema>(
  shape: Shape,
  written: Node | undefined,
  place: Omit<Desk, 'meant'>,
): Accepted<Shape> | null => {
  const desk: Desk = { ...place, meant: new Set() }
  const { path, reading, report, meant } = desk
  let node: Node | null | undefined =
    written && withoutKeys(written, [], key => reading.without?.includes(key) ?? false)
  const misplaced = node ? listsIn(node, []).filter(at => needsMap(shape, at)) : []
  for (const at of misplaced)
    report({ code: CODES.wrong, path: [...path, ...at], message: 'expected a map, found a list' })
  if (misplaced.length > 0) return null
  while (node !== null) {
    const input = node && toData(node)
    const parsed = v.safeParse(shape, input)
    if (parsed.success) return { input: input ?? null, output: parsed.output }
    const unknown = parsed.issues.find(isUnknownKey)
    if (!unknown || !node) {
      const issues = parsed.issues.filter(issue => !(isMissingKey(issue) && meant.has(showPath(pathOf(issue)))))
      for (const finding of issues.flatMap(issue => findingsOf(issue, path))) report(finding)
      return null
    }
    node = withoutUnknown(shape, node, pathOf(unknown).slice(0, -1), desk)
  }
  return null
}

const listsIn = (node: Node, at: Path): readonly Path[] => {
  if (node.kind === 'list') return [at, ...node.items.flatMap((item, index) => listsIn(item, [...at, index]))]
  return node.kind === 'map' ? [...node.entries].flatMap(([key, { value }]) => listsIn(value, [...at, key])) : []
}

/** Reports every key that the map at `at` does not know, and takes them out; null where there is none. */
const withoutUnknown = (
  shape: v.GenericSchema,
  node: Node,
  at: Path,
  { path, reading, report, meant }: Desk,
): Node | null => {
  const here = [...path, ...at]
  const map = find(node, at)
  if (map?.kind !== 'map') return null
  const entries = entriesAt(shape, at) ?? {}
  const isUnknown = (key: string) => !Object.hasOwn(entries, key)
  const allowed = Object.keys(entries).filter(key => !isRefused(entries[key]))
  const hint = at.length === 0 ? [...(reading.without ?? []), ...allowed] : allowed
  const describe = at.length === 0 ? (reading.unknown ?? describeUnknownKey) : describeUnknownKey
  const reported = [...map.entries.keys()].filter(key => isUnknown(key) && !isExtension(key))
  for (const key of reported.slice(0, MOST_PROBLEMS)) {
    report(describe([...here, key], hint))
    meant.add(showPath([...at, nearest(key, hint) ?? '']))
  }
  return withoutKeys(node, at, isUnknown)
}
