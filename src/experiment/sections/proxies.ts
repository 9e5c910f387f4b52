import * as v from 'valibot'
import type { ProxySpec, RouteSpec } from '../../proxy/rule.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { type HostRules, isLoopback } from '../hosts.js'
import type { Path } from '../yaml/tree.js'
import { checkHost } from './safety.js'
import { doc } from './shapes.js'

const glob = v.pipe(
  v.string(),
  v.startsWith('/', issue => `expected a path that starts with /, found "${issue.input}"`),
)
const route = v.strictObject({
  method: doc(v.optional(v.pipe(v.string(), v.toUpperCase())), 'A method such as POST.'),
  path: doc(v.optional(glob), 'A path; `*` matches within a segment, `**` across segments.'),
  host: doc(v.optional(v.string()), 'The Host of the request.'),
  header: doc(v.optional(v.record(v.string(), v.string())), 'Header fields that must be there; `*` is any value.'),
})

const LISTEN = /^(\[[\da-fA-F:.]+\]|[^:\s]+):(\d{1,5})$/
const listen = v.pipe(
  v.string(),
  v.check(
    text => Number(LISTEN.exec(text)?.[2] ?? 65_536) < 65_536,
    issue => `expected an address such as 127.0.0.1:9002 (port 0: a free one), found "${issue.input}"`,
  ),
  v.transform(text => {
    const [, host = '', port] = LISTEN.exec(text) ?? []
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
  }),
)

const upstream = v.pipe(
  v.string(),
  v.check(
    text => !text.startsWith('tcp:'),
    issue => `an upstream such as "${issue.input}" is not supported yet: expected http:// or https://`,
  ),
  v.check(
    text => text.startsWith('tcp:') || isOrigin(text),
    issue => `expected a URL such as http://127.0.0.1:9102, found "${issue.input}"`,
  ),
  v.transform(text => (URL.canParse(text) ? new URL(text) : new URL('http://127.0.0.1'))),
)
const isOrigin = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username + password + search + hash === ''
}

export const proxyShape = v.strictObject({
  listen: doc(v.optional(listen, '127.0.0.1:0'), 'Where clients connect: host and port, 0 for a free one.'),
  upstream: doc(upstream, 'The system that answers: http://host:port, perhaps with a path to put before each request.'),
  protocol: doc(v.optional(v.picklist(['http'])), 'What is spoken: http.'),
  mode: doc(v.optional(v.picklist(['reverse'])), 'How clients use it: reverse.'),
  routes: doc(
    v.optional(v.record(v.string(), route), {}),
    'Parts of the traffic that faults can aim at; the first that matches wins.',
  ),
})

export const readProxies = (sheet: Sheet, rules: HostRules): readonly ProxySpec[] => {
  const taken = new Map<string, Path>()
  return sheet.ids(['proxies']).flatMap(id => {
    const path = ['proxies', id]
    const read = sheet.read(proxyShape, path)
    if (!read) return []
    checkHost(sheet, [...path, 'upstream'], read.upstream.hostname, rules)
    checkListen(sheet, path, read.listen, taken)
    const routes = sheet.ids([...path, 'routes']).flatMap(name => routeOf(name, read.routes[name]))
    return [{ id, listen: read.listen, upstream: read.upstream, routes }]
  })
}

const routeOf = (id: string, written: v.InferOutput<typeof route> | undefined): readonly RouteSpec[] => {
  if (!written) return []
  const { method = null, path = null, host = null, header = {} } = written
  return [{ id, method, path, host, headers: header }]
}

const checkListen = (sheet: Sheet, path: Path, { host, port }: ProxySpec['listen'], taken: Map<string, Path>): void => {
  const at = [...path, 'listen']
  if (!isLoopback(host))
    sheet.report({
      code: CODES.listen,
      path: at,
      message: `listening on ${host} opens the proxy to the network: it needs --listen, which is not supported yet`,
      hints: ['expected 127.0.0.1, [::1] or localhost'],
    })
  const address = `${host}:${port}`
  const earlier = taken.get(address)
  if (earlier && port !== 0)
    sheet.report({
      code: CODES.duplicate,
      path: at,
      message: `${address} is taken by another proxy`,
      related: { path: earlier, label: 'listens here too' },
    })
  taken.set(address, path)
}
