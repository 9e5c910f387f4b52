import * as v from 'valibot'
import type { TcpSpec } from '../../proxy/rule.js'
import type { Sheet } from '../check/sheet.js'
import type { HostRules } from '../hosts.js'
import { listen } from './proxy-shapes.js'
import { checkHost } from './safety.js'
import { doc } from './shapes.js'

const tcpUpstream = v.pipe(
  v.string(),
  v.check(isTcpOrigin, issue => `expected tcp://host:port, such as tcp://127.0.0.1:6379, found "${issue.input}"`),
  v.transform(text => new URL(isTcpOrigin(text) ? text : 'tcp://127.0.0.1:1')),
)

/** A proxy that passes on the bytes of connections, whatever they say. */
export const tcpShape = v.strictObject({
  listen,
  upstream: doc(tcpUpstream, 'The system that is connected to: tcp://host:port.'),
  protocol: doc(v.optional(v.literal('tcp')), 'What is spoken: bytes, of whatever protocol.'),
  mode: doc(v.optional(v.literal('reverse')), 'How clients use it: by its address.'),
  routes: doc(
    v.optional(v.never('a tcp proxy sees bytes, not requests: it has no routes')),
    'Only where requests are seen.',
  ),
})

/** Whether what a file says of a proxy makes it one of TCP. */
export const isTcp = (sheet: Sheet, id: string): boolean => {
  const path = ['proxies', id]
  return sheet.data([...path, 'protocol']) === 'tcp' || String(sheet.data([...path, 'upstream'])).startsWith('tcp:')
}

export const readTcp = (sheet: Sheet, id: string, rules: HostRules): TcpSpec | null => {
  const path = ['proxies', id]
  const read = sheet.read(tcpShape, path)
  if (!read) return null
  checkHost(sheet, [...path, 'upstream'], read.upstream.hostname, rules)
  return { mode: 'tcp', id, listen: read.listen, upstream: read.upstream, routes: [] }
}

function isTcpOrigin(text: string): boolean {
  if (!/^tcp:\/\/[^/?#@]+:\d{1,5}$/.test(text) || !URL.canParse(text)) return false
  const { hostname, port } = new URL(text)
  return hostname !== '' && port !== '' && port !== '0'
}
