import { isExtension } from '../check/unknown-key.js'
import { CODES } from '../codes.js'
import { didYouMean } from '../nearest.js'
import { MOST_PROBLEMS } from '../problems.js'
import type { Flaw } from '../yaml/compose.js'
import type { MapNode, Node, Path, Scalar, ScalarNode, Span } from '../yaml/tree.js'
import { type Reference, type Segment, segmentsOf } from './reference.js'
import { DRAWN_SECTIONS, LATE_SECTIONS, lookUp, type Scope } from './scope.js'

export interface Resolved {
  readonly root: MapNode
  readonly flaws: readonly Flaw[]
  /** The variables and axes that something refers to, as `vars.x` and `matrix.x`. */
  readonly used: ReadonlySet<string>
}

/** The declarations themselves: their values come first, so they can refer to nothing. */
const DECLARATIONS: ReadonlySet<string> = new Set(['vars', 'secrets', 'matrix', 'imports'])

/** Puts the values of references in their places; the tree keeps its shape and its places. */
export const resolve = (root: MapNode, scope: Scope, text: string): Resolved => {
  const resolver = new Resolver(scope, text)
  const entries = [...root.entries].map(([key, { key: span, value }]) => {
    const resolved = isExtension(key) ? value : resolver.node(value, [key])
    return [key, { key: span, value: resolved }] as const
  })
  return { root: { ...root, entries: new Map(entries) }, flaws: resolver.flaws, used: resolver.used }
}

type ReferenceSegment = Extract<Segment, { kind: 'reference' }>
type ProxyReference = Extract<Reference, { of: 'proxies' }>

const NOUN = { vars: 'variable', secrets: 'secret', matrix: 'axis' } as const

interface Where {
  readonly path: Path
  readonly span: Span
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

  node(node: Node, path: Path): Node {
    if (node.kind === 'scalar') return this.#scalar(node, path)
    if (node.kind === 'list')
      return { ...node, items: node.items.map((item, index) => this.node(item, [...path, index])) }
    const entries = [...node.entries].map(
      ([name, { key, value }]) => [name, { key, value: this.node(value, [...path, name]) }] as const,
    )
    return { ...node, entries: new Map(entries) }
  }

  #scalar(node: ScalarNode, path: Path): ScalarNode {
    if (typeof node.value !== 'string' || !node.value.includes('${')) return node
    const values = segmentsOf(node.value).map(segment =>
      segment.kind === 'text' ? segment.text : this.#value(segment, { path, span: this.#spanOf(segment, node) }),
    )
    if (values.includes(undefined)) return { ...node, unknown: true }
    const [only] = values
    return { ...node, value: values.length === 1 && only !== undefined ? only : values.map(String).join('') }
  }

  #value({ raw, reference }: ReferenceSegment, where: Where): Scalar | undefined {
    const section = String(where.path[0])
    if (this.flaws.length >= MOST_PROBLEMS) return undefined
    if (DECLARATIONS.has(section))
      return this.#refuse(CODES.notHere, `${section} cannot refer to anything, found ${raw}`, where)
    if (reference.of === 'nothing')
      return this.#refuse(CODES.noReference, `${raw} is no reference: ${reference.why}`, where)
    if (reference.of === 'random') {
      if (DRAWN_SECTIONS.has(section)) return raw
      return this.#refuse(CODES.notHere, `${raw} is drawn for each request, so it works in load only`, where)
    }
    return reference.of === 'proxies'
      ? this.#address(reference, raw, where)
      : this.#declared(reference.of, reference.name, where)
  }

  #declared(of: 'vars' | 'secrets' | 'env' | 'matrix', name: string, where: Where): Scalar | undefined {
    this.used.add(`${of}.${name}`)
    if (of === 'env')
      return (
        lookUp(this.#scope.env, name) ?? this.#refuse(CODES.notSet, `environment variable ${name} is not set`, where)
      )
    const known: ReadonlyMap<string, Scalar | undefined> = this.#scope[of]
    if (known.has(name)) return known.get(name)
    return this.#refuse(CODES.noReference, `there is no ${NOUN[of]} "${name}"${didYouMean(name, known.keys())}`, where)
  }

  #address({ name, field }: ProxyReference, raw: string, where: Where): Scalar | undefined {
    const { proxies } = this.#scope
    const late = `${raw} is known once the proxies listen: use it in services, load or probes`
    if (!LATE_SECTIONS.has(String(where.path[0]))) return this.#refuse(CODES.notHere, late, where)
    const address = proxies.get(name)
    if (address) return address[field]
    return this.#refuse(CODES.noReference, `there is no proxy "${name}"${didYouMean(name, proxies.keys())}`, where)
  }

  #refuse(code: string, message: string, where: Where): undefined {
    this.flaws.push({ code, message, ...where })
  }

  /** The reference itself, where the text is spelled as its value is; else the whole scalar. */
  #spanOf({ raw, at }: ReferenceSegment, { span, value }: ScalarNode): Span {
    const start = span.start + at
    const verbatim = this.#text.slice(span.start, span.end) === value
    return verbatim ? { start, end: start + raw.length } : span
  }
}
