import type { BoundFault } from '../../core/bound-fault.js'
import type { Protocol } from '../../core/exchange.js'
import type { Rule } from '../../proxy/rule.js'
import type { Sheet } from '../check/sheet.js'
import { either } from '../check/words.js'
import { isTcp } from './tcp.js'

const HTTP1: readonly Protocol[] = ['http1', 'websocket']
const HTTP: readonly Protocol[] = ['http1', 'http2', 'websocket']
/** A forward proxy also has tunnels that it does not look into. */
const FORWARD: readonly Protocol[] = [...HTTP, 'tcp']

/** What the proxy of a target speaks; a proxy that is not declared is a problem already, and may speak anything. */
const spokenAt = (sheet: Sheet, target: string): readonly Protocol[] => {
  const [proxy = ''] = target.split('/')
  if (!sheet.has(['proxies', proxy]) || sheet.data(['proxies', proxy, 'mode']) === 'forward') return FORWARD
  if (isTcp(sheet, proxy)) return ['tcp']
  return sheet.has(['proxies', proxy, 'tls']) || sheet.data(['proxies', proxy, 'protocol']) === 'h2c' ? HTTP : HTTP1
}

/** Why a fault can never act on what its target speaks; null when it can. */
export const whyUnfit = (sheet: Sheet, target: string, fault: BoundFault): string | null => {
  const spoken = spokenAt(sheet, target)
  if (spoken.some(protocol => fault.protocols.includes(protocol))) return null
  const why = spoken.flatMap(protocol => fault.unfit.get(protocol) ?? [])[0]
  if (why !== undefined) return why
  const family = spoken.length === 1 ? 'tcp' : 'http'
  return `${fault.name} does not work on ${family}, it works on ${either([...fault.protocols, ...fault.unfit.keys()])}`
}

/** Why a fault whose unit is a stream never meets one; null when it can. */
export const whyNoStream = (sheet: Sheet, { target, fault, envelope }: Rule): string | null => {
  if (envelope.per !== 'stream') return null
  if (!spokenAt(sheet, target).includes('http2'))
    return `${target} speaks no HTTP/2, which has streams: expected tls or protocol: h2c there, or per: request`
  return fault.protocols.includes('http2') ? null : `${fault.name} does not work on http2, which has streams`
}

/** Why a fault that acts on handshakes never meets one that it can act on; of a proxy that is not declared nobody knows. */
export const whyNoHandshake = (sheet: Sheet, target: string, { name, needsAuthority }: BoundFault): string | null => {
  const [proxy = ''] = target.split('/')
  const path = ['proxies', proxy]
  if (!sheet.has(path)) return null
  if (sheet.data([...path, 'mode']) === 'forward')
    return sheet.has([...path, 'intercept']) && !sheet.has([...path, 'intercept', 0])
      ? `${name} acts on TLS, and ${target} looks into no tunnel: expected hosts in its intercept`
      : null
  if (!sheet.has([...path, 'tls']))
    return `${name} acts on TLS, which ${target} does not speak: expected tls: auto there`
  return needsAuthority === true && sheet.data([...path, 'tls']) !== 'auto'
    ? `${name} has certificates made, and ${target} shows one of yours: expected tls: auto there`
    : null
}
