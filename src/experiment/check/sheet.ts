import * as v from 'valibot'
import type { Json } from '../../core/json.js'
import type { Place, Problem } from '../../core/problem.js'
import { CODES } from '../codes.js'
import type { Source } from '../yaml/source.js'
import { find, type MapNode, type Node, type Path, showPath, spanAt, toData, withoutKeys } from '../yaml/tree.js'
import { type Finding, findingsOf, isUnknownKey, pathOf } from './issue.js'
import { entriesAt, isRefused } from './shape-walk.js'
import { type DescribeUnknown, describeUnknownKey, isExtension } from './unknown-key.js'
import { show } from './words.js'

const ID = /^[a-zA-Z0-9][\w-]{0,63}$/

export interface Reading {
  /** Keys that something else reads. */
  readonly without?: readonly string[]
  readonly unknown?: DescribeUnknown
}

export interface Accepted<Shape extends v.GenericSchema> {
  readonly input: Json
  readonly output: v.InferOutput<Shape>
}

/** A resolved file under examination: sections read their parts of it, and problems gather. */
export class Sheet {
  readonly problems: Problem[] = []
  readonly #source: Source
  readonly #root: MapNode

  constructor(source: Source, root: MapNode) {
    this.#source = source
    this.#root = root
  }

  has(path: Path): boolean {
    return find(this.#root, path) !== undefined
  }

  data(path: Path): Json {
    const node = find(this.#root, path)
    return node ? toData(node) : null
  }

  place(path: Path, on: 'key' | 'value' = 'value'): Place {
    return this.#source.place(spanAt(this.#root, path, on))
  }

  /** The keys of the map at a path, unchecked; none where there is no map. */
  keysOf(path: Path): readonly string[] {
    const node = find(this.#root, path)
    return node?.kind === 'map' ? [...node.entries.keys()].filter(key => !isExtension(key)) : []
  }

  /** The ids of a section that maps ids to things, without extensions. */
  ids(path: Path): readonly string[] {
    const node = find(this.#root, path)
    if (!node) return []
    if (node.kind !== 'map') return this.#refuse(path, `expected a map of ids, found ${show(toData(node))}`)
    return [...node.entries.keys()].filter(id => !isExtension(id) && this.#checkId([...path, id], id))
  }

  /** The indices of a section that lists things. */
  indices(path: Path): readonly number[] {
    const node = find(this.#root, path)
    if (!node) return []
    return node.kind === 'list'
      ? [...node.items.keys()]
      : this.#refuse(path, `expected a list, found ${show(toData(node))}`)
  }

  /** The value at a path as its shape gives it, or null after reporting why not. Extensions are dropped. */
  read<Shape extends v.GenericSchema>(shape: Shape, path: Path, reading: Reading = {}): v.InferOutput<Shape> | null {
    return this.accept(shape, path, reading)?.output ?? null
  }

  /** As `read`, with what the shape was given. */
  accept<Shape extends v.GenericSchema>(shape: Shape, path: Path, reading: Reading = {}): Accepted<Shape> | null {
    const written = find(this.#root, path)
    let node: Node | null | undefined =
      written && withoutKeys(written, [], key => reading.without?.includes(key) ?? false)
    while (node !== null) {
      const input = node && toData(node)
      const parsed = v.safeParse(shape, input)
      if (parsed.success) return { input: input ?? null, output: parsed.output }
      const unknown = parsed.issues.find(isUnknownKey)
      if (!unknown || !node) {
        for (const finding of parsed.issues.flatMap(issue => findingsOf(issue, path))) this.report(finding)
        return null
      }
      node = this.#withoutUnknown(node, path, pathOf(unknown).slice(0, -1), shape, reading)
    }
    return null
  }

  /** Findings about values that could not be known are dropped: why they are not known is a problem already. */
  report({ code, path, message, on, label, hints, severity, related }: Finding): void {
    const node = find(this.#root, path)
    if (node?.kind === 'scalar' && node.unknown) return
    this.problems.push({
      code,
      severity: severity ?? 'error',
      message,
      place: this.place(path, on),
      path: showPath(path),
      ...(label === undefined ? {} : { label }),
      ...(hints === undefined ? {} : { hints }),
      ...(related && { related: { place: this.place(related.path, 'key'), label: related.label } }),
    })
  }

  #refuse(path: Path, message: string): readonly never[] {
    this.report({ code: CODES.wrong, path, message })
    return []
  }

  #checkId(path: Path, id: string): boolean {
    const message = `an id is letters, digits, dashes and underscores, at most 64, found ${show(id)}`
    if (!ID.test(id)) this.report({ code: CODES.wrong, path, on: 'key', message })
    return ID.test(id)
  }

  /** Reports every key that the map at `path` + `at` does not know, and takes them out; null when it is no map. */
  #withoutUnknown(node: Node, path: Path, at: Path, shape: v.GenericSchema, reading: Reading): Node | null {
    const here = [...path, ...at]
    const map = find(node, at)
    if (map?.kind !== 'map') {
      this.report({ code: CODES.wrong, path: here, message: `expected a map, found ${show(this.data(here))}` })
      return null
    }
    const entries = entriesAt(shape, at) ?? {}
    const isUnknown = (key: string) => !Object.hasOwn(entries, key)
    const allowed = Object.keys(entries).filter(key => !isRefused(entries[key]))
    const hint = at.length === 0 ? [...(reading.without ?? []), ...allowed] : allowed
    const describe = at.length === 0 ? (reading.unknown ?? describeUnknownKey) : describeUnknownKey
    for (const key of map.entries.keys())
      if (isUnknown(key) && !isExtension(key)) this.report(describe([...here, key], hint))
    return withoutKeys(node, at, isUnknown)
  }
}
