import type { Connection, Exchange, Request } from '../core/exchange.js'
import { headerOf } from '../core/headers.js'
import type { Random } from '../core/random.js'
import type { Envelope, Key, Rule } from './rule.js'
import { Visit } from './visit.js'

/** An exchange, or a connection, which has no request. */
export type Candidate = Pick<Exchange, 'connection' | 'signal'> & { readonly request?: Request }

/** Decides what a rule hits; the random of a hit is for its dose, null is a miss. */
export interface Gate {
  /** `intensity` (0 to 1) scales the percentage. */
  decide(candidate: Candidate, intensity: number): Random | null
  /** For what is neither counted nor left to chance. */
  readonly always: Random
}

interface Counter {
  seen: number
  /** Units that are left after `after` and `every`. */
  eligible: number
  hits: number
}

/** How many key values are counted at once; beyond that the one not seen for longest is forgotten. */
const KEYS = 10_000

/**
 * The gate of one rule in one phase. Each unit is counted as it comes and decided once: `after`, then `every`, `first`,
 * the percentage, `limit`, `maxActive`. Chance depends on seed, rule, phase and ordinal (or key value) only, so that concurrency
 * cannot change which units are hit. A unit without the key's value is never hit.
 */
export const openGate = ({ id, envelope }: Pick<Rule, 'id' | 'envelope'>, phase: string, seed: Random): Gate => {
  const random = seed.fork('fault', id, phase)
  const always = random.fork('dose')
  const all = newCounter()
  const counters = countersBy(KEYS)
  const connections = new WeakMap<Connection, Decision>()
  let active = 0
  const occupy = ({ signal }: Pick<Candidate, 'signal'>) => {
    active++
    signal.addEventListener('abort', () => active--, { once: true })
  }
  const decide = (candidate: Candidate, intensity: number): Decision => {
    const value = envelope.key === null ? null : keyValue(envelope.key, candidate)
    if (value === undefined) return MISS
    const counter = value === null ? all : counters(value)
    counter.seen++
    const hasRoom = envelope.maxActive === null || active < envelope.maxActive
    const chance = () => random.fork('hit', value ?? counter.seen).chance(envelope.percent * intensity) && hasRoom
    if (!passes(envelope, counter, chance)) return MISS
    if (envelope.maxActive !== null) occupy(unitOf(candidate, envelope))
    return { dose: random.fork('dose', value ?? '', counter.seen), exchanges: 0 }
  }
  if (envelope.per !== 'connection')
    return { always, decide: (candidate, intensity) => decide(candidate, intensity).dose }
  return {
    always,
    decide(candidate, intensity) {
      const { connection } = candidate
      const known = connections.get(connection) ?? decide(candidate, intensity)
      connections.set(connection, known)
      return known.dose?.fork(known.exchanges++) ?? null
    },
  }
}

interface Decision {
  readonly dose: Random | null
  /** Exchanges of the unit so far. */
  exchanges: number
}
const MISS: Decision = { dose: null, exchanges: 0 }

/** What is hit as a whole. */
const unitOf = (candidate: Candidate, { per }: Envelope): Pick<Candidate, 'signal'> =>
  per === 'connection' && candidate.connection instanceof Visit ? candidate.connection : candidate

const passes = (envelope: Envelope, counter: Counter, chance: () => boolean): boolean => {
  const { after, every, first, limit } = envelope
  const ordinal = counter.seen - (after ?? 0)
  if (ordinal <= 0 || (every !== null && ordinal % every !== 0)) return false
  counter.eligible++
  if (first !== null && counter.eligible > first) return false
  if (!chance() || (limit !== null && counter.hits >= limit)) return false
  counter.hits++
  return true
}

const newCounter = (): Counter => ({ seen: 0, eligible: 0, hits: 0 })

const countersBy = (size: number): ((value: string) => Counter) => {
  const counters = new Map<string, Counter>()
  return value => {
    const counter = counters.get(value) ?? newCounter()
    counters.delete(value)
    counters.set(value, counter)
    const [oldest] = counters.keys()
    if (counters.size > size && oldest !== undefined) counters.delete(oldest)
    return counter
  }
}

/** The value of that part of a request, if it has one. */
export const keyValue = (
  key: Key,
  { request, connection }: Pick<Candidate, 'request' | 'connection'>,
): string | undefined => {
  switch (key.from) {
    case 'client':
      return connection.client
    case 'connection':
      return String(connection.id)
    case 'header':
      return request && headerOf(request.headers, key.name)
    case 'cookie':
      return cookieOf(headerOf(request?.headers ?? [], 'cookie') ?? '', key.name)
    case 'query':
      return request?.url.searchParams.get(key.name) ?? undefined
  }
}

const cookieOf = (cookies: string, name: string): string | undefined =>
  cookies
    .split(';')
    .map(cookie => cookie.trim())
    .find(cookie => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1)
