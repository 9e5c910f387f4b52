import type { Json } from '../../core/json.js'

/** Offsets into the text, in UTF-16 code units, the end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type Scalar = null | boolean | number | string
export const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'

export type Path = readonly (string | number)[]

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly span: Span
  readonly value: Scalar
  /** Its value could not be known, which is a problem of its own: what follows from it is not reported again. */
  readonly unknown?: true
}
export interface ListNode {
  readonly kind: 'list'
  readonly span: Span
  readonly items: readonly Node[]
}
export interface MapEntry {
  readonly key: Span
  readonly value: Node
}
export interface MapNode {
  readonly kind: 'map'
  readonly span: Span
  readonly entries: ReadonlyMap<string, MapEntry>
}
/** A YAML value with its place. */
export type Node = ScalarNode | ListNode | MapNode

const child = (node: Node, step: string | number): Node | undefined => {
  if (node.kind === 'list') return node.items[Number(step)]
  return node.kind === 'map' ? node.entries.get(String(step))?.value : undefined
}

export const find = (root: Node, path: Path): Node | undefined =>
  path.reduce<Node | undefined>((node, step) => node && child(node, step), root)

/** The place of a key or a value; where there is none, that of the nearest thing around it that has one. */
export const spanAt = (root: Node, path: Path, on: 'key' | 'value'): Span => {
  const parent = find(root, path.slice(0, -1))
  const last = path.at(-1)
  if (last === undefined) return root.span
  if (parent?.kind === 'map') {
    const entry = parent.entries.get(String(last))
    if (entry) return on === 'key' ? entry.key : entry.value.span
  }
  const item = parent && child(parent, last)
  return item?.span ?? spanAt(root, path.slice(0, -1), 'key')
}

/** Plain data without prototypes, so that no key of a file can meet an inherited property. */
export const toData = (node: Node): Json => {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(toData)
  const data: Record<string, Json> = Object.create(null)
  for (const [key, { value }] of node.entries) data[key] = toData(value)
  return data
}

/** `faults.slow.latency.add`, `phases[0].duration`. */
export const showPath = (path: Path): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`)).join('')

/** The same tree without some keys of the map at a path. */
export const withoutKeys = (node: Node, at: Path, unwanted: (key: string) => boolean): Node => {
  const [step, ...rest] = at
  if (step === undefined) {
    if (node.kind !== 'map') return node
    return { ...node, entries: new Map([...node.entries].filter(([key]) => !unwanted(key))) }
  }
  if (node.kind === 'list') {
    const items = node.items.map((item, index) => (index === step ? withoutKeys(item, rest, unwanted) : item))
    return { ...node, items }
  }
  if (node.kind === 'scalar') return node
  const entries = [...node.entries].map(([key, entry]) => {
    const value = key === String(step) ? withoutKeys(entry.value, rest, unwanted) : entry.value
    return [key, { ...entry, value }] as const
  })
  return { ...node, entries: new Map(entries) }
}
