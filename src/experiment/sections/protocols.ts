import type { Protocol } from '../../core/exchange.js'
import type { BoundFault } from '../../core/fault.js'
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

/** Whether connections to a target are of TLS; of a proxy that is not declared nobody knows. */
export const speaksTls = (sheet: Sheet, target: string): boolean => {
  const [proxy = ''] = target.split('/')
  const isForward = sheet.data(['proxies', proxy, 'mode']) === 'forward'
  return isForward || !sheet.has(['proxies', proxy]) || sheet.has(['proxies', proxy, 'tls'])
}
