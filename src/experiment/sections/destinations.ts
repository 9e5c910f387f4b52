import { hostOf, portOf } from '../../proxy/address.js'
import { isAny, isOwnAddress } from '../../proxy/own-address.js'
import type { AnyProxySpec, Rule } from '../../proxy/rule.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { isLoopback, normalHost } from '../hosts.js'

/** Reports a fault that sends traffic to a proxy of the file, where it would go round; a port that is not known yet is refused in the run. */
export const checkDestinations = (sheet: Sheet, rules: readonly Rule[], proxies: readonly AnyProxySpec[]): void => {
  for (const { id, fault } of rules)
    for (const to of fault.destinations ?? []) {
      const own = proxies.find(({ listen }) => listen.port === portOf(to) && isSame(hostOf(to), listen.host))
      if (own === undefined) continue
      const message = `${to.host} is the proxy ${own.id} itself: what is sent there would go round`
      sheet.report({
        code: CODES.wrong,
        path: ['faults', id, fault.name],
        on: 'key',
        message,
        hints: ['name a real service'],
      })
    }
}

const isSame = (one: string, listening: string): boolean => {
  const [host, own] = [normalHost(one), normalHost(listening)]
  if (host === own) return true
  if (isAny(own)) return isLoopback(host) || isOwnAddress(host)
  return isLoopback(host) && (host === 'localhost' || own === 'localhost') && isLoopback(own)
}
