import * as v from 'valibot'
import type { AnyProxySpec, ListenSpec, ProxySpec, RouteSpec } from '../../proxy/rule.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import { adviseOnExposure, type Exposure, exposedAt } from './exposure.js'
import { forwardOf, forwardShape } from './forward.js'
import { listen, type ProxySurroundings, type route, routes, upstream } from './proxy-shapes.js'
import { checkHost } from './safety.js'
import { doc } from './shapes.js'
import { isTcp, readTcp, tcpShape } from './tcp.js'
import { readTls, tls } from './tls.js'
import { readUpstreamTls, upstreamTls } from './upstream-tls.js'

const forwardOnly = (key: string) =>
  doc(v.optional(v.never(`"${key}" is for a proxy of mode: forward`)), 'Only for mode: forward.')

const reverseShape = v.strictObject({
  listen,
  upstream: doc(upstream, 'The system that answers: http://host:port, perhaps with a path to put before each request.'),
  protocol: doc(
    v.optional(v.picklist(['http', 'h2c'])),
    'What is spoken: http; h2c for HTTP/2 without TLS as well, with the upstream too; tcp for an upstream of tcp://.',
  ),
  tls,
  upstreamTls,
  mode: doc(
    v.optional(v.picklist(['reverse', 'forward'])),
    'How clients use it: reverse, by its address; forward, as the proxy that they ask for any host.',
  ),
  intercept: forwardOnly('intercept'),
  tunnel: forwardOnly('tunnel'),
  refuse: forwardOnly('refuse'),
  map: forwardOnly('map'),
  routes,
})

export const proxyShape = v.union([reverseShape, forwardShape, tcpShape])

export const readProxies = (
  sheet: Sheet,
  { exposure, ...around }: ProxySurroundings & { readonly exposure: Exposure },
): readonly AnyProxySpec[] => {
  const taken = new Map<string, Path>()
  const proxies = sheet.ids(['proxies']).flatMap((id): AnyProxySpec[] => {
    const read = readProxy(sheet, id, around)
    if (read === null) return []
    const at = ['proxies', id, 'listen']
    checkFree(sheet, at, read.listen, taken)
    return [{ ...read, listen: exposedAt(sheet, at, read.listen, exposure) }]
  })
  adviseOnExposure(sheet, exposure, proxies)
  return proxies
}

const readProxy = (sheet: Sheet, id: string, around: ProxySurroundings): AnyProxySpec | null => {
  if (sheet.data(['proxies', id, 'mode']) === 'forward') return readForward(sheet, id, around)
  return isTcp(sheet, id) ? readTcp(sheet, id, around.rules) : readReverse(sheet, id, around)
}

const readReverse = (sheet: Sheet, id: string, { folder, rules }: ProxySurroundings): ProxySpec | null => {
  const path = ['proxies', id]
  const read = sheet.read(reverseShape, path)
  if (!read) return null
  checkHost(sheet, [...path, 'upstream'], read.upstream.hostname, rules)
  const tls = readTls(sheet, [...path, 'tls'], read.tls, folder)
  const upstreamTls = readUpstreamTls(sheet, [...path, 'upstreamTls'], read, folder)
  return {
    ...{ id, listen: read.listen, upstream: read.upstream, routes: routesOf(sheet, id, read.routes) },
    ...(tls !== undefined && { tls }),
    ...(upstreamTls !== undefined && { upstreamTls }),
    ...(read.protocol !== undefined && { protocol: read.protocol }),
  }
}

const readForward = (sheet: Sheet, id: string, around: ProxySurroundings): AnyProxySpec | null => {
  const read = sheet.read(forwardShape, ['proxies', id])
  return read && { ...forwardOf(sheet, id, read, around), routes: routesOf(sheet, id, read.routes) }
}

const routesOf = (sheet: Sheet, id: string, written: v.InferOutput<typeof routes>): readonly RouteSpec[] =>
  sheet.ids(['proxies', id, 'routes']).flatMap(name => routeOf(name, written[name]))

/** A route as the proxy takes it; none where nothing is written. */
export const routeOf = (id: string, written: v.InferOutput<typeof route> | undefined): readonly RouteSpec[] => {
  if (!written) return []
  const { method = null, path = null, host = null, header = {} } = written
  return [{ id, method, path, host, headers: header }]
}

const checkFree = (sheet: Sheet, path: Path, { host, port }: ListenSpec, taken: Map<string, Path>): void => {
  const address = `${host}:${port}`
  const earlier = taken.get(address)
  if (earlier && port !== 0)
    sheet.report({
      code: CODES.duplicate,
      path,
      message: `${address} is taken by another proxy`,
      related: { path: earlier, label: 'listens here too' },
    })
  taken.set(address, path.slice(0, -1))
}
