import { COHORTS, type Cohort } from '../core/cohort.js'
import { type Exchange, type Middleware, overlay } from '../core/exchange.js'
import { headerOf, withHeader, withoutHeaders } from '../core/headers.js'
import type { Random } from '../core/random.js'
import { keyValue } from './gate.js'
import type { Key } from './rule.js'

/** How traffic is split, and how its parts are known behind the program that it goes to. */
export interface CohortSpec {
  /** The proxy that splits. */
  readonly entry: string
  /** The share of the treatment group, of 1. */
  readonly treatment: number
  /** What has one cohort for the whole run. */
  readonly by: Key | 'request'
  /** The header that carries the cohort on, in lower case. */
  readonly header: string
}

export interface Cohorts {
  /** The cohort of an exchange: drawn at the entry, told by the header elsewhere; null where neither is possible. */
  of(proxy: string, exchange: Pick<Exchange, 'id' | 'request' | 'connection'>): Cohort | null
  /** At the entry: sends the cohort on in the header, whatever the client said there. Null elsewhere. */
  tag(proxy: string, cohort: Cohort | null): Middleware | null
}

/** Chance depends on the seed and the value of the key only: whoever has it stays in one cohort. */
export const openCohorts = ({ entry, treatment, by, header }: CohortSpec, seed: Random): Cohorts => {
  const random = seed.fork('cohort')
  return {
    of(proxy, exchange) {
      const told = headerOf(exchange.request.headers, header)
      if (proxy !== entry) return COHORTS.find(cohort => cohort === told) ?? null
      const value = by === 'request' ? exchange.id : keyValue(by, exchange)
      if (value === undefined) return null
      return random.fork(value).chance(treatment) ? 'treatment' : 'control'
    },
    tag(proxy, cohort) {
      if (proxy !== entry) return null
      return (exchange, next) => {
        const { request } = exchange
        const headers =
          cohort === null ? withoutHeaders(request.headers, header) : withHeader(request.headers, header, cohort)
        return next({ ...exchange, request: overlay(request, { headers }) })
      }
    },
  }
}
