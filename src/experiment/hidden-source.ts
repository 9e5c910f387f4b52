import { parseJsonPath } from '../core/json-path.js'
import { type Awaited, awaitedBy, below } from '../core/json-pattern.js'
import { disguised, hidesField, isReference, type Redaction } from '../core/redaction.js'
import { isSecretField, isSecretName } from '../core/secret-name.js'
import { type Node, toData } from './yaml/tree.js'

/**
 * The text of a file without what patterns lead to in the documents that it holds (below `json:`, and at JSON paths such
 * as `$.card: …`), without what is called like a secret in them, and without scalars that are called so anywhere, such as
 * in headers and environments. A reference stays, since it shows no value; what is imported is in no text but its own.
 */
export const hiddenSource = (text: string, root: Node, redaction: Redaction): string => {
  const hidden = hiddenIn(root, redaction).filter(({ node }) => node.span.end <= text.length)
  let [shown, from] = ['', 0]
  for (const { node, as } of hidden.toSorted((a, b) => a.node.span.start - b.node.span.start)) {
    const { start, end } = node.span
    const written = text.slice(start, end).trim()
    const at = text.indexOf(written, start)
    if (at < from || isReference(written)) continue
    // The quotes of a text are around its span.
    const quote = /["']/.test(text.charAt(start - 1)) ? '' : '"'
    shown += `${text.slice(from, at)}${quote}${as}${quote}`
    from = at + written.length
  }
  return shown + text.slice(from)
}

interface Hidden {
  readonly node: Node
  /** What is shown instead. */
  readonly as: string
}

const hiddenIn = (root: Node, redaction: Redaction): readonly Hidden[] => {
  const all = awaitedBy(redaction.json)
  const value = (node: Node): Hidden => ({ node, as: disguised(redaction.disguise, toData(node)) ?? '' })
  const among = (children: readonly Child[], awaited: Awaited, inDocument: boolean): readonly Hidden[] =>
    children.flatMap(([key, child]) => {
      const [name, within] = [String(key), inDocument || key === 'json' || isPath(key)]
      const next = awaitedAt(key, all, awaited)
      if (next === true || (within && isSecretField(name))) return [value(child)]
      if (child.kind === 'scalar') return hidesField(redaction, name) ? [value(child)] : []
      return among(childrenOf(child), next, within)
    })
  // What is below `secrets` only says where they are.
  const sections = childrenOf(root).filter(([section]) => section !== 'secrets' && section !== 'vars')
  const vars = childrenOf(root).flatMap(([section, node]) => (section === 'vars' ? defaultsOf(node) : []))
  return [...vars.map(value), ...among(sections, [], false)]
}

/** Those of variables that are called like a secret: as parameters of a query are. */
const defaultsOf = (vars: Node): readonly Node[] =>
  childrenOf(vars)
    .filter(([name]) => isSecretName(String(name)))
    .flatMap(([, node]) => childrenOf(node))
    .flatMap(([key, value]) => (key === 'default' ? [value] : []))

const isPath = (key: string | number): boolean => typeof key === 'string' && key.startsWith('$')

const awaitedAt = (key: string | number, all: Awaited, awaited: Awaited): Awaited | true => {
  const here = below(awaited, key)
  if (here === true || key === 'json') return here === true || [...here, ...all]
  const path = isPath(key) ? parseJsonPath(String(key)) : null
  if (!path?.ok) return here
  return path.path.reduce<Awaited | true>((left, step) => left === true || below(left, step), all)
}

type Child = readonly [key: string | number, node: Node]

const childrenOf = (node: Node): readonly Child[] => {
  if (node.kind === 'list') return node.items.map((item, index) => [index, item])
  return node.kind === 'map' ? [...node.entries].map(([key, { value }]) => [key, value]) : []
}
