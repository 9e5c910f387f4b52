import type * as v from 'valibot'
import type { Json } from '../../core/json.js'
import type { Place, Problem } from '../../core/problem.js'
import { CODES } from '../codes.js'
import { MOST_PROBLEMS } from '../problems.js'
import type { Source } from '../yaml/source.js'
import { find, type MapNode, type Path, showPath, spanAt, toData } from '../yaml/tree.js'
import { type Accepted, accept, type Reading } from './accept.js'
import type { Finding } from './issue.js'
import { isExtension } from './unknown-key.js'
import { show } from './words.js'

const MOST_ENTRIES = 500
const ID = /^[a-zA-Z0-9][\w-]{0,63}$/

/** A resolved file under examination: sections read their parts of it, and problems gather. */
export class Sheet {
  readonly problems: Problem[] = []
  readonly #source: Source
  readonly #root: MapNode

  constructor(source: Source, root: MapNode) {
    this.#source = source
    this.#root = root
  }

  /** More problems are of no use: looking for what was meant can stop. */
  get full(): boolean {
    return this.problems.length >= MOST_PROBLEMS
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
    const ids = [...node.entries.keys()].filter(id => !isExtension(id))
    return this.#few(path, ids).filter(id => this.#checkId([...path, id], id))
  }

  /** The indices of a section that lists things. */
  indices(path: Path): readonly number[] {
    const node = find(this.#root, path)
    if (!node) return []
    return node.kind === 'list'
      ? this.#few(path, [...node.items.keys()])
      : this.#refuse(path, `expected a list, found ${show(toData(node))}`)
  }

  /** The value at a path as its shape gives it, or null after reporting why not. Extensions are dropped. */
  read<Shape extends v.GenericSchema>(shape: Shape, path: Path, reading: Reading = {}): v.InferOutput<Shape> | null {
    return this.accept(shape, path, reading)?.output ?? null
  }

  /** As `read`, with what the shape was given. */
  accept<Shape extends v.GenericSchema>(shape: Shape, path: Path, reading: Reading = {}): Accepted<Shape> | null {
    return accept(shape, find(this.#root, path), { path, reading, report: finding => this.report(finding) })
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
      ...(related && { related: { place: this.place(related.path, related.on ?? 'key'), label: related.label } }),
    })
  }

  #refuse(path: Path, message: string): readonly never[] {
    this.report({ code: CODES.wrong, path, message })
    return []
  }

  /** What is checked against everything else must be few, or a hostile file takes for ever. */
  #few<T>(path: Path, all: readonly T[]): readonly T[] {
    if (all.length > MOST_ENTRIES) this.#refuse(path, `expected at most ${MOST_ENTRIES} entries, found ${all.length}`)
    return all.slice(0, MOST_ENTRIES)
  }

  #checkId(path: Path, id: string): boolean {
    const message = `an id is letters, digits, dashes and underscores, at most 64, found ${show(id)}`
    if (!ID.test(id)) this.report({ code: CODES.wrong, path, on: 'key', message })
    return ID.test(id)
  }
}
