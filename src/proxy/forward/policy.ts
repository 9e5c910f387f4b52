import { hostOf, portOf } from '../address.js'
import { glob } from '../glob.js'
import { Refusal } from '../http1/refusal.js'
import type { ForwardSpec, UpstreamTls } from '../rule.js'
import type { Guard, Sender } from './guard.js'
import { PAGE_HOST } from './page.js'
import { authorityOf, type Target } from './target.js'

/** Where a target is in truth, and who says so. */
export interface Way {
  readonly base: URL
  readonly sentBy: Sender
}

/** What is done with a target that a client names. */
export interface Policy {
  /** Where it is in truth. Throws a Refusal (403 or 508) when no request may go there. */
  placeOf(target: Target, scheme: 'http' | 'https'): Way
  /** Whether what goes through a tunnel to it is looked into. Throws a Refusal like `placeOf`. */
  intercepts(target: Target): boolean
  /** How TLS is spoken with it, where the experiment says so. */
  tlsFor(target: Target): UpstreamTls | undefined
}

export const openPolicy = (spec: ForwardSpec, guard: Guard): Policy => {
  const { map, judge } = spec
  const [refused, tunnelled, intercepted] = [spec.refuse, spec.tunnel, spec.intercept].map(anyOf)
  const ownTls = [...spec.upstreamTls].map(([host, tls]) => ({ fits: glob(host), tls }))
  const mapped = (target: Target) => map.get(authorityOf(target)) ?? map.get(target.host)
  const admit = (target: Target): void => {
    const { host } = target
    if (host === PAGE_HOST) return
    if (refused?.(host)) throw new Refusal(`the experiment refuses ${host}`, 403)
    const to = mapped(target)
    const why = to === undefined ? judge(host) : null
    if (why !== null) throw new Refusal(why, 403)
    if (to === undefined) guard.check(target, 'client')
    else guard.check({ host: hostOf(to), port: portOf(to) }, 'experiment')
  }
  return {
    placeOf(target, scheme) {
      admit(target)
      const to = mapped(target)
      return to === undefined
        ? { base: new URL(`${scheme}://${authorityOf(target)}`), sentBy: 'client' }
        : { base: to, sentBy: 'experiment' }
    },
    intercepts(target) {
      admit(target)
      const { host } = target
      return host === PAGE_HOST || (intercepted?.(host) === true && tunnelled?.(host) !== true)
    },
    tlsFor: ({ host }) => ownTls.find(({ fits }) => fits(host))?.tls,
  }
}

const anyOf = (patterns: readonly string[]): ((host: string) => boolean) => {
  const tests = patterns.map(glob)
  return host => tests.some(test => test(host))
}
