import type { Random } from './random.js'

type Headers = Readonly<Record<string, string>>

/** Headers of a request that can be found again in the traces of the system, and the id of its trace (32 hex digits). */
export interface Traced {
  readonly headers: Headers
  /** Not there where the request had a `traceparent` of its own. */
  readonly trace?: string
}

/** Adds a sampled `traceparent` (W3C Trace Context, 3.2) drawn from `random`; the same chance gives the same ids. */
export const traced = (headers: Headers, random: Random): Traced => {
  if (Object.keys(headers).some(name => name.toLowerCase() === 'traceparent')) return { headers }
  const trace = hex(random.fork('trace'), 32)
  return { headers: { ...headers, traceparent: `00-${trace}-${hex(random.fork('parent'), 16)}-01` }, trace }
}

/** The last digit is odd, so that no id is all zeros, which is no id. */
const hex = (random: Random, length: number): string =>
  Array.from({ length }, (_, at) => (Math.floor(random.float() * 16) | (at === length - 1 ? 1 : 0)).toString(16)).join(
    '',
  )
