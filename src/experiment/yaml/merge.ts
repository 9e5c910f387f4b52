import type { MapEntry, MapNode, Path, Span } from './tree.js'

/** Told of every place where both trees say something that cannot be merged. */
export type Meeting = (path: Path, under: MapEntry, over: MapEntry) => void

/** Two maps as one: maps merge key by key, and of anything else that both have, `over` wins. */
export const merged = (under: MapNode, over: MapNode, meet: Meeting = () => {}, path: Path = []): MapNode => {
  const entries = new Map(under.entries)
  for (const [key, entry] of over.entries) {
    const below = under.entries.get(key)
    entries.set(key, below === undefined ? entry : both(below, entry, meet, [...path, key]))
  }
  return { ...over, entries }
}

const both = (under: MapEntry, over: MapEntry, meet: Meeting, path: Path): MapEntry => {
  const [below, above] = [under.value, over.value]
  if (below === above) return over
  if (below.kind === 'map' && above.kind === 'map') return { ...over, value: merged(below, above, meet, path) }
  meet(path, under, over)
  return over
}

/** The same tree with every place that much further on. */
export const shifted = (map: MapNode, by: number): MapNode => {
  const moved = ({ start, end }: Span): Span => ({ start: start + by, end: end + by })
  const shift = <N extends MapEntry['value']>(node: N): MapEntry['value'] => {
    const span = moved(node.span)
    if (node.kind === 'scalar') return { ...node, span }
    if (node.kind === 'list') return { ...node, span, items: node.items.map(shift) }
    return shiftMap(node, span)
  }
  const shiftMap = (node: MapNode, span: Span): MapNode => {
    const entries = [...node.entries].map(
      ([key, entry]) => [key, { key: moved(entry.key), value: shift(entry.value) }] as const,
    )
    return { ...node, span, entries: new Map(entries) }
  }
  return shiftMap(map, moved(map.span))
}
