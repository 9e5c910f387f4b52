import * as v from 'valibot'
import { type BoundFault, type Injection, STAGES } from './bound-fault.js'
import { compose, type Exchange, type Protocol } from './exchange.js'
import type { Fallacy } from './fallacy.js'
import type { SealedFault, Tools } from './fault.js'
import type { Json } from './json.js'
import { shape } from './options.js'
import type { Random } from './random.js'

/** Faults that belong together, under one name. */
export interface Preset {
  readonly name: string
  readonly fallacy: Fallacy
  readonly summary: string
  /** Whether who is hit gets answers at all. */
  readonly answers: boolean
  /** What tells its doses apart, with a fault and its options. */
  readonly parts: Readonly<Record<string, readonly [fault: string, options: Json]>>
}

/** A preset as one fault: one hit has a dose of every part. Null where a fault that it needs is not there. */
export const presetFault = (preset: Preset, faults: readonly SealedFault[]): SealedFault | null => {
  const parts = Object.entries(preset.parts).flatMap(([label, [name, options]]) => {
    const fault = faults.find(fault => fault.name === name)
    return fault === undefined ? [] : [{ label, fault, options }]
  })
  if (parts.length < Object.keys(preset.parts).length) return null
  const { name, fallacy, summary } = preset
  const options = shape({})
  const bound = once(() => together(name, parts.map(boundPart)))
  return {
    ...{ name, fallacy, summary, seen: '', peers: '', options, holds: 0, examples: [{}] },
    parts: Object.values(preset.parts),
    get protocols() {
      return bound().protocols
    },
    bind(input) {
      const parsed = v.safeParse(options, input ?? {})
      return parsed.success ? { ok: true, value: bound() } : { ok: false, issues: parsed.issues }
    },
  }
}

/** Most commands bind no preset: the first who asks does. */
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const boundPart = ({ label, fault, options }: { label: string; fault: SealedFault; options: Json }): Part => {
  const bound = fault.bind(options)
  if (!bound.ok) throw new Error(`a preset has wrong options for ${fault.name}: ${bound.issues[0].message}`)
  return { label, fault: bound.value }
}

interface Part {
  readonly label: string
  readonly fault: BoundFault
}

/** It stands where the first of its parts would; among them the order is that of their stages. */
const together = (name: string, parts: readonly Part[]): BoundFault => {
  const place = ({ fault }: Part) => STAGES.indexOf(fault.stage)
  const ordered = [...parts].sort((one, other) => place(one) - place(other))
  const works = (protocol: Protocol) => parts.every(({ fault }) => fault.protocols.includes(protocol))
  return {
    name,
    stage: ordered[0]?.fault.stage ?? 'delay',
    protocols: ordered[0]?.fault.protocols.filter(works) ?? [],
    unfit: new Map(ordered.flatMap(({ fault }) => [...fault.unfit])),
    hosts: ordered.flatMap(({ fault }) => fault.hosts ?? []),
    draw: random => drawn(ordered, random),
  }
}

const drawn = (parts: readonly Part[], random: Random): Injection => {
  const all = parts.map(({ label, fault }) => ({ label, injection: fault.draw(random.fork(label)) }))
  return {
    dose: Object.assign({}, ...all.map(({ label, injection }) => labelled(label, injection.dose))),
    inject: tools => {
      const middlewares = all.map(({ label, injection }) => injection.inject(toolsOf(label, parts.length, tools)))
      return (exchange: Exchange, next) => compose(middlewares, next)(exchange)
    },
  }
}

/** `{ms: 5}` of the part `latency` is `{latency.ms: 5}` of the whole. */
const labelled = (label: string, json: Json): Readonly<Record<string, Json>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
    ? Object.fromEntries(Object.entries(json).map(([key, value]) => [`${label}.${key}`, value]))
    : { [label]: json }

/** Parts share no state; and what one of several could not do is no miss of the whole. */
const toolsOf = (label: string, count: number, tools: Tools): Tools => ({
  ...tools,
  state<T>(scope: Parameters<Tools['state']>[0], create: () => T): T {
    const states = tools.state(scope, () => new Map<string, unknown>())
    if (!states.has(label)) states.set(label, create())
    // A part asks for a scope with the same type each time: it made the value itself.
    return states.get(label) as T
  },
  acted: actual => tools.acted(labelled(label, actual)),
  missed: count > 1 ? () => {} : tools.missed,
  passed: count > 1 ? () => {} : tools.passed,
})
