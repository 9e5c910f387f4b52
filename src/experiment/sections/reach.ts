import type { Reach } from '../../core/bound-fault.js'
import type { Rule } from '../../proxy/rule.js'

/** Why a fault cannot be aimed like this, and the key of its entry that is wrong; null when it can. */
export const whyOutOfReach = ({
  target,
  envelope,
  fault: { name, reach = 'exchange', messages = false },
}: Pick<Rule, 'target' | 'envelope' | 'fault'>): { readonly key: string; readonly message: string } | null => {
  if (envelope.per === 'message' && !messages)
    return { key: 'per', message: `${name} does not act on single messages: expected per: request or connection` }
  if (envelope.per === 'message' && envelope.maxActive !== null)
    return { key: 'maxActive', message: 'a message is over at once: expected no maxActive with per: message' }
  if (reach === 'exchange') return null
  const acts = `${name} acts on ${UNIT[reach]}`
  if (envelope.per === 'stream') return { key: 'per', message: `${acts}, not on a stream: expected no per` }
  const [proxy, route] = target.split('/')
  if (route !== undefined)
    return { key: 'target', message: `${acts}, which has no route yet: expected ${proxy}, found ${target}` }
  const { key, percent, first, every, after, limit, maxActive, cohort } = envelope
  if (cohort !== null) return { key: 'cohort', message: `${acts}, which has no cohort: requests have` }
  if (key !== null && key.from !== 'client' && key.from !== 'connection')
    return { key: 'key', message: `${acts}, which has no ${key.from}: expected client or connection` }
  if (reach !== 'door') return null
  const chosen = Object.entries({ key, first, every, after, limit, maxActive }).find(([, value]) => value !== null)
  const wrong = percent < 1 ? 'percent' : chosen?.[0]
  return wrong === undefined ? null : { key: wrong, message: `${acts} as a whole: expected no ${wrong}` }
}

const UNIT: Readonly<Record<Reach, string>> = {
  exchange: 'a request',
  arrival: 'a connection as it is made',
  handshake: 'the TLS handshake of a connection',
  connection: 'a connection',
  door: 'the listener of a proxy',
}
