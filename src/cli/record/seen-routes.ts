import type { ObservedExchange } from '../../library/observed.js'
import { credentialMasker } from '../../run/credentials.js'

/** Requests that look alike, and how they went. */
export interface SeenRoute {
  /** An id for the file. */
  readonly id: string
  readonly method: string
  /** `*` stands for a segment that changes. */
  readonly path: string
  readonly n: number
  /** Over exchanges that ended well, ms. */
  readonly p95: number
  /** The share that did not end well or was answered 5xx. */
  readonly errors: number
}

const MOST = 8

/** Routes by how often they were used, the busiest first. */
export const seenRoutes = (exchanges: readonly ObservedExchange[]): readonly SeenRoute[] => {
  const groups = new Map<string, ObservedExchange[]>()
  for (const one of exchanges) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  const taken = new Set<string>()
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MOST)
    .map(([key, group]) => {
      const [method = '', path = ''] = key.split(' ')
      return { id: idOf(method, path, taken), method, path, n: group.length, ...went(group) }
    })
}

const keyOf = ({ method, target }: ObservedExchange): string => `${method} ${patternOf(target)}`

/** Numbers, UUIDs and long hexadecimal or mixed words are the names of things: others come in the same place. */
const THING = /^(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{12,}|(?=.*\d)[\w-]{16,})$/i

const withoutCredentials = credentialMasker(() => '')

/** Such as `orders;jsessionid=…`. */
const holdsCredential = (segment: string): boolean => withoutCredentials(segment) !== segment

const patternOf = (target: string): string => {
  const path = target.startsWith('/') ? (target.split(/[?#]/)[0] ?? '/') : '/'
  return path
    .split('/')
    .map(segment => (THING.test(segment) || holdsCredential(segment) ? '*' : segment.replaceAll('*', '%2A')))
    .join('/')
}

const idOf = (method: string, path: string, taken: Set<string>): string => {
  const words = path.split('/').filter(word => /[a-z]/i.test(word))
  const base = [method.toLowerCase(), ...words]
    .join('-')
    .replace(/[^\w-]+/g, '-')
    .slice(0, 50)
    .replace(/^[^a-z\d]+|-+$/gi, '')
  const free =
    [base, ...Array.from({ length: MOST }, (_, at) => `${base}-${at + 2}`)].find(id => !taken.has(id)) ?? base
  taken.add(free)
  return free
}

const went = (group: readonly ObservedExchange[]) => {
  const good = group.filter(({ end, status }) => end === 'complete' && (status ?? 500) < 500)
  const times = good.map(({ totalMs }) => totalMs ?? 0).sort((a, b) => a - b)
  const p95 = times[Math.max(0, Math.ceil(times.length * 0.95) - 1)] ?? 0
  return { p95, errors: (group.length - good.length) / group.length }
}
