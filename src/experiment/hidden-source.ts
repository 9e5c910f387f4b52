import { parseJsonPath } from '../core/json-path.js'
import { type Awaited, awaitedBy, below, type JsonPattern } from '../core/json-pattern.js'
import { REDACTED } from '../core/redaction.js'
import type { Node, Span } from './yaml/tree.js'

/**
 * The text of a file without what patterns lead to in the documents that it holds: below `json:`, and at JSON paths such
 * as `$.card: …`. A reference stays, since it shows no value; what is imported is in no text but its own.
 */
export const hiddenSource = (text: string, root: Node, patterns: readonly JsonPattern[]): string => {
  const spans = hiddenIn(root, awaitedBy(patterns), []).filter(({ end }) => end <= text.length)
  let [shown, from] = ['', 0]
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const written = text.slice(start, end).trim()
    const at = text.indexOf(written, start)
    if (start < from || REFERENCE.test(written)) continue
    shown += `${text.slice(from, at)}"${REDACTED}"`
    from = at + written.length
  }
  return shown + text.slice(from)
}

const REFERENCE = /^(["']?)\$\{[^}]*\}\1$/

const hiddenIn = (node: Node, all: Awaited, awaited: Awaited): readonly Span[] =>
  childrenOf(node).flatMap(([key, child]) => {
    const next = awaitedAt(key, all, awaited)
    return next === true ? [child.span] : hiddenIn(child, all, next)
  })

const awaitedAt = (key: string | number, all: Awaited, awaited: Awaited): Awaited | true => {
  const here = below(awaited, key)
  if (here === true || key === 'json') return here === true || [...here, ...all]
  const path = typeof key === 'string' && key.startsWith('$') ? parseJsonPath(key) : null
  if (!path?.ok) return here
  return path.path.reduce<Awaited | true>((left, step) => left === true || below(left, step), all)
}

const childrenOf = (node: Node): readonly (readonly [string | number, Node])[] => {
  if (node.kind === 'list') return node.items.map((item, index) => [index, item])
  return node.kind === 'map' ? [...node.entries].map(([key, { value }]) => [key, value]) : []
}
