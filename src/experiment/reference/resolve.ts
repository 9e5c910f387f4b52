import { CODES } from '../codes.js'
import { didYouMean } from '../nearest.js'
import type { Flaw } from '../yaml/compose.js'
import type { MapNode, Node, Scalar, ScalarNode, Span } from '../yaml/tree.js'
import { type Reference, type Segment, segmentsOf } from './reference.js'
import { DRAWN_SECTIONS, LATE_SECTIONS, type Scope } from './scope.js'

export interface Resolved {
  readonly root: MapNode
  readonly flaws: readonly Flaw[]
  /** Names of the variables that something refers to. */
  readonly used: ReadonlySet<string>
}

/** The declarations themselves: their values come first, so they can refer to nothing. */
const DECLARATIONS: ReadonlySet<string> = new Set(['vars', 'secrets'])

/** Puts the values of references in their places; the tree keeps its shape and its places. */
export const resolve = (root: MapNode, scope: Scope, text: string): Resolved => {
  const resolver = new Resolver(scope, text)
  const entries = [...root.entries].map(([key, { key: span, value }]) => {
    const resolved = key.startsWith('x-') ? value : resolver.node(value, key)
    return [key, { key: span, value: resolved }] as const
  })
  return { root: { ...root, entries: new Map(entries) }, flaws: resolver.flaws, used: resolver.used }
}

class Resolver {
  readonly flaws: Flaw[] = []
  readonly used = new Set<string>()
  readonly #scope: Scope
  readonly #text: string

  constructor(scope: Scope, text: string) {
    this.#scope = scope
    this.#text = text
  }

  node(node: Node, section: string): Node {
    if (node.kind === 'scalar') return this.#scalar(node, section)
    if (node.kind === 'list') return { ...node, items: node.items.map(item => this.node(item, section)) }
    const entries = [...node.entries].map(
      ([name, { key, value }]) => [name, { key, value: this.node(value, section) }] as const,
    )
    return { ...node, entries: new Map(entries) }
  }

  #scalar(node: ScalarNode, section: string): ScalarNode {
    if (typeof node.value !== 'string' || !node.value.includes('${')) return node
    const segments = segmentsOf(node.value)
    const values = segments.map(segment => this.#segment(segment, node, section))
    if (values.includes(undefined)) return { ...node, unknown: true }
    const [only] = values
    return { ...node, value: values.length === 1 && only !== undefined ? only : values.map(String).join('') }
  }

  #segment(segment: Segment, node: ScalarNode, section: string): Scalar | undefined {
    if (segment.kind === 'text') return segment.text
    const span = this.#spanOf(segment.raw, segment.at, node)
    const { reference } = segment
    if (DECLARATIONS.has(section))
      return this.#flaw(CODES.notHere, `${section} cannot refer to anything, found ${segment.raw}`, span)
    if (reference.of === 'proxies') return this.#address(reference, segment.raw, section, span)
    if (reference.of !== 'random') return this.#value(reference, segment.raw, span)
    if (DRAWN_SECTIONS.has(section)) return segment.raw
    return this.#flaw(CODES.notHere, `${segment.raw} is drawn for each request, so it works in load only`, span)
  }

  #value(reference: Exclude<Reference, { of: 'proxies' | 'random' }>, raw: string, span: Span): Scalar | undefined {
    if (reference.of === 'nothing')
      return this.#flaw(CODES.noReference, `${raw} is no reference: ${reference.why}`, span)
    const { of, name } = reference
    if (of === 'vars') this.used.add(name)
    if (of === 'env')
      return this.#scope.env[name] ?? this.#flaw(CODES.notSet, `environment variable ${name} is not set`, span)
    const known: ReadonlyMap<string, Scalar | undefined> = this.#scope[of]
    if (known.has(name)) return known.get(name)
    const kind = of === 'vars' ? 'variable' : 'secret'
    return this.#flaw(CODES.noReference, `there is no ${kind} "${name}"${didYouMean(name, known.keys())}`, span)
  }

  #address(reference: Extract<Reference, { of: 'proxies' }>, raw: string, section: string, span: Span) {
    const { name, field } = reference
    const { proxies } = this.#scope
    const address = proxies.get(name)
    if (!LATE_SECTIONS.has(section))
      return this.#flaw(
        CODES.notHere,
        `${raw} is known once the proxies listen: use it in services, load or probes`,
        span,
      )
    if (address) return address[field]
    return this.#flaw(CODES.noReference, `there is no proxy "${name}"${didYouMean(name, proxies.keys())}`, span)
  }

  #flaw(code: string, message: string, span: Span): undefined {
    this.flaws.push({ code, message, span })
  }

  /** The reference itself, where the text is spelled as its value is; else the whole scalar. */
  #spanOf(raw: string, at: number, { span, value }: ScalarNode): Span {
    const start = span.start + at
    const verbatim = this.#text.slice(span.start, span.end) === value
    return verbatim ? { start, end: start + raw.length } : span
  }
}
