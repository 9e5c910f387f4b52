import { CORE_SCHEMA, constructFromEvents, EVENT_ID, type Event, getScalarValue } from 'js-yaml'
import { CODES } from '../codes.js'
import { Anchors, type Sized } from './anchors.js'
import { isScalar, type MapEntry, type Node, type Path, type Span } from './tree.js'

/** A problem that knows offsets only. */
export interface Flaw {
  readonly code: string
  readonly message: string
  readonly span: Span
  readonly path?: Path
  readonly related?: { readonly span: Span; readonly label: string }
  readonly hint?: string
}

type EventOf<Id extends Event['type']> = Extract<Event, { type: Id }>
type ScalarEvent = EventOf<typeof EVENT_ID.SCALAR>
type CollectionEvent = EventOf<typeof EVENT_ID.SEQUENCE | typeof EVENT_ID.MAPPING>

const NONE = -1
const END: Event = { type: EVENT_ID.POP }
/** Keys that JavaScript objects inherit: no experiment needs them. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])

/** Builds the tree of one document from its events; flaws are collected, and the tree goes on around them. */
export const compose = (events: readonly Event[], text: string): { readonly root: Node; readonly flaws: Flaw[] } => {
  const composer = new Composer(events, text)
  return { root: composer.node({ start: 0, end: 1 }).node, flaws: composer.flaws }
}

class Composer {
  readonly flaws: Flaw[] = []
  readonly #events: readonly Event[]
  readonly #text: string
  readonly #anchors = new Anchors()
  #index = 0

  constructor(events: readonly Event[], text: string) {
    this.#events = events
    this.#text = text
  }

  /** `around` is the place of a value that is not written at all. */
  node(around: Span): Sized {
    const event = this.#next()
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event)
    if (event.type === EVENT_ID.SCALAR)
      return this.#anchored(event, { node: scalarOf(event, around, this.#text), size: 1 })
    if (event.type !== EVENT_ID.SEQUENCE && event.type !== EVENT_ID.MAPPING) return { node: unknownAt(around), size: 1 }
    if (event.tagStart !== NONE)
      this.#flaw('tags are not supported: this is data, not code', { start: event.tagStart, end: event.tagEnd })
    return this.#anchored(event, event.type === EVENT_ID.SEQUENCE ? this.#list(event) : this.#map(event))
  }

  #next(): Event {
    return this.#events[this.#index++] ?? END
  }

  #ends(): boolean {
    const ends = (this.#events[this.#index] ?? END).type === EVENT_ID.POP
    if (ends) this.#index += 1
    return ends
  }

  #flaw(message: string, span: Span): void {
    this.flaws.push({ code: CODES.syntax, message, span })
  }

  #anchored(event: ScalarEvent | CollectionEvent, sized: Sized): Sized {
    if (event.anchorStart !== NONE) this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), sized)
    return sized
  }

  #alias({ anchorStart, anchorEnd }: EventOf<typeof EVENT_ID.ALIAS>): Sized {
    const span = { start: anchorStart - 1, end: anchorEnd }
    const found = this.#anchors.resolve(this.#text.slice(anchorStart, anchorEnd))
    if (typeof found !== 'string') return { size: found.size, node: { ...found.node, span } }
    this.#flaw(found, span)
    return { size: 1, node: unknownAt(span) }
  }

  #list({ start }: CollectionEvent): Sized {
    const items: Node[] = []
    let size = 1
    while (!this.#ends()) {
      const item = this.node({ start, end: start + 1 })
      items.push(item.node)
      size += item.size
    }
    return { size, node: { kind: 'list', span: { start, end: endOf(this.#text, start, items.at(-1)?.span) }, items } }
  }

  #map({ start }: CollectionEvent): Sized {
    const entries = new Map<string, MapEntry>()
    let size = 1
    let last: Span | undefined
    while (!this.#ends()) {
      const key = this.#key()
      const value = this.node(key.span)
      size += value.size
      last = value.node.span
      this.#put(entries, key.name, { key: key.span, value: value.node })
    }
    return { size, node: { kind: 'map', span: { start, end: endOf(this.#text, start, last) }, entries } }
  }

  #key(): { readonly name: string | null; readonly span: Span } {
    const event = this.#events[this.#index]
    if (event?.type === EVENT_ID.SCALAR && event.valueStart !== NONE) {
      this.#index += 1
      return { name: getScalarValue(this.#text, event), span: { start: event.valueStart, end: event.valueEnd } }
    }
    const { span } = this.node({ start: 0, end: 1 }).node
    this.#flaw('a key must be text', span)
    return { name: null, span }
  }

  #put(entries: Map<string, MapEntry>, name: string | null, entry: MapEntry): void {
    if (name === null) return
    const earlier = entries.get(name)
    if (RESERVED.has(name)) this.#flaw(`"${name}" cannot be a key here`, entry.key)
    else if (!earlier) entries.set(name, entry)
    else
      this.flaws.push({
        code: CODES.duplicate,
        message: `"${name}" is here twice`,
        span: entry.key,
        related: { span: earlier.key, label: 'first here' },
      })
  }
}

const unknownAt = (span: Span): Node => ({ kind: 'scalar', span, value: null, unknown: true })

/** Throws js-yaml's own exception for a tag that YAML 1.2 core does not know. */
const scalarOf = (event: ScalarEvent, around: Span, text: string): Node => {
  const document = { type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] }
  const [value] = constructFromEvents([document, event, END], { source: text, schema: CORE_SCHEMA })
  const span = event.valueStart === NONE ? around : { start: event.valueStart, end: event.valueEnd }
  return isScalar(value) ? { kind: 'scalar', span, value } : unknownAt(span)
}

/** The events do not tell where a collection ends: after its last value, and after its bracket if it has one. */
const endOf = (text: string, start: number, last: Span | undefined): number => {
  const bracket = /["']?[\s,]*[\]}]/y
  bracket.lastIndex = last?.end ?? start + 1
  const flow = text[start] === '[' || text[start] === '{'
  return flow && bracket.test(text) ? bracket.lastIndex : Math.max(start + 1, last?.end ?? 0)
}
