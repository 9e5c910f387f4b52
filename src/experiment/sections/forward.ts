import { isIPv6 } from 'node:net'
import * as v from 'valibot'
import { authorityOf, parseAuthority } from '../../proxy/forward/target.js'
import type { ForwardSpec } from '../../proxy/rule.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { judgeHost, normalHost } from '../hosts.js'
import type { Path } from '../yaml/tree.js'
import { listen, type ProxySurroundings, routes, upstream } from './proxy-shapes.js'
import { checkHost } from './safety.js'
import { doc } from './shapes.js'
import { readTlsFiles, upstreamTlsShape } from './upstream-tls.js'

const hostGlob = v.pipe(
  v.string(),
  v.regex(/^[\w.*:[\]-]+$/, issue => `expected a host such as api.example or *.example, found "${issue.input}"`),
  v.check(
    host => !host.includes(':') || isIPv6(host.replace(/^\[|\]$/g, '')),
    issue => `expected a host without a port, found "${issue.input}"`,
  ),
  v.transform(host => (host.includes('*') ? host.toLowerCase() : normalHost(host))),
)
const mappedHost = v.pipe(
  v.string(),
  v.check(
    text => parseAuthority(text, 443) !== null,
    issue => `expected a host, or host:port, such as api.example, found "${issue.input}"`,
  ),
)

/** A proxy that goes where its clients ask. */
export const forwardShape = v.strictObject({
  mode: doc(v.literal('forward'), 'Clients use it as the proxy that they ask for any host.'),
  listen,
  upstream: doc(
    v.optional(v.never('a forward proxy goes where the client asks: to send a host elsewhere, use map')),
    'Only for mode: reverse.',
  ),
  protocol: doc(v.optional(v.picklist(['http'])), 'What is spoken: http.'),
  tls: doc(v.optional(v.never('clients reach a forward proxy without TLS')), 'Only for mode: reverse.'),
  intercept: doc(v.optional(v.array(hostGlob), ['*']), 'Hosts whose HTTPS is looked into, so that faults can hit it.'),
  tunnel: doc(v.optional(v.array(hostGlob), []), 'Hosts whose tunnels are passed on unseen all the same.'),
  refuse: doc(v.optional(v.array(hostGlob), []), 'Hosts where no request goes.'),
  map: doc(
    v.optional(v.record(mappedHost, upstream), {}),
    'Where a host, or host:port, is in truth, such as a local double.',
  ),
  upstreamTls: doc(
    v.optional(v.record(hostGlob, upstreamTlsShape), {}),
    'How TLS is spoken with a host that clients name, such as *.internal.example; the first that fits counts.',
  ),
  routes,
})

export const forwardOf = (
  sheet: Sheet,
  id: string,
  read: v.InferOutput<typeof forwardShape>,
  { folder, rules }: ProxySurroundings,
): Omit<ForwardSpec, 'routes'> => {
  const path: Path = ['proxies', id]
  const map = new Map(Object.entries(read.map).map(([host, to]) => [spelled(host), to]))
  for (const [host, to] of Object.entries(read.map)) checkHost(sheet, [...path, 'map', host], to.hostname, rules)
  for (const key of ['intercept', 'tunnel'] as const)
    for (const [index, host] of read[key].entries())
      if (!host.includes('*') && !map.has(host)) checkHost(sheet, [...path, key, index], host, rules)
  return {
    ...{ mode: 'forward', id, listen: read.listen, map, upstreamTls: hostTls(sheet, path, read.upstreamTls, folder) },
    ...{ intercept: read.intercept, tunnel: read.tunnel, refuse: read.refuse },
    judge: host => judgeHost(host, rules)?.message ?? null,
  }
}

/** Whom to believe without a certificate is said host by host: a glob for all of them says nothing. */
const hostTls = (
  sheet: Sheet,
  proxy: Path,
  written: v.InferOutput<typeof forwardShape>['upstreamTls'],
  folder: string,
): ForwardSpec['upstreamTls'] =>
  new Map(
    Object.entries(written).map(([glob, one]) => {
      const path = [...proxy, 'upstreamTls', glob]
      if (one.verify === false && !/[a-z\d]/.test(glob))
        sheet.report({
          code: CODES.certificate,
          path: [...path, 'verify'],
          message: `verify: false is for hosts that are named, found "${glob}"`,
          hints: ['name them, such as api.internal.example or *.internal.example'],
        })
      return [glob, readTlsFiles(sheet, path, one, folder)]
    }),
  )

/** As the proxy spells a target; without a port when none was written. */
const spelled = (host: string): string => {
  const bare = parseAuthority(host, 443)
  const withPort = parseAuthority(host)
  return withPort === null ? (bare?.host ?? host) : authorityOf(withPort)
}
