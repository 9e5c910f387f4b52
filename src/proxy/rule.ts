import type { BoundFault } from '../core/bound-fault.js'
import type { Cohort } from '../core/cohort.js'
import type { Shedding } from '../core/connection.js'
import type { OwnCertificate } from './tls/own-certificate.js'

/** What the decision to hit is made for; a stream is a request of HTTP/2. */
export type Unit = 'request' | 'connection' | 'message' | 'stream'

/** The part of a request whose value has counters of its own. */
export type Key =
  | { readonly from: 'header' | 'cookie' | 'query'; readonly name: string }
  | { readonly from: 'client' | 'connection' }

/** Which matching units a fault hits; counts start anew in each phase and, with a `key`, for each value of it. */
export interface Envelope {
  /** A share of 1. */
  readonly percent: number
  readonly per: Unit
  readonly key: Key | null
  /** Only the first n. */
  readonly first: number | null
  /** Only every nth. */
  readonly every: number | null
  /** Only after the first n. */
  readonly after: number | null
  /** At most n hits. */
  readonly limit: number | null
  /** Only this part of the traffic. */
  readonly cohort: Cohort | null
  /** At most n hits at the same time. */
  readonly maxActive: number | null
  /** What happens to the connections of its proxy that are open when the fault begins. */
  readonly existing: 'apply' | Shedding
}

/** A fault aimed at a target. */
export interface Rule {
  /** The id in the file. */
  readonly id: string
  /** `proxy` (all of it) or `proxy/route`. */
  readonly target: string
  readonly envelope: Envelope
  readonly fault: BoundFault
}

export interface RouteSpec {
  readonly id: string
  readonly method: string | null
  /** `*` matches within a path segment, `**` across segments; null matches all. */
  readonly path: string | null
  readonly host: string | null
  /** Every named field must be there with that value; `*` means any value. */
  readonly headers: Readonly<Record<string, string>>
}

/** How TLS is spoken with the upstream; certificates and the key as PEM. */
export interface UpstreamTls {
  /** Who may vouch for it, in place of the system's authorities. */
  readonly ca?: string
  /** The proxy's own, for an upstream that asks for one. */
  readonly cert?: string
  readonly key?: string
  /** Whose certificate is expected, if not that of the URL's host. */
  readonly servername?: string
  /** False: whoever answers is believed. */
  readonly verify?: boolean
}

/** Port 0: a free one. */
export interface ListenSpec {
  readonly host: string
  readonly port: number
  /** Networks and addresses whose clients may connect besides this machine itself; needed beyond loopback. */
  readonly clients?: readonly string[]
}

export interface ProxySpec {
  readonly mode?: 'reverse'
  readonly id: string
  readonly listen: ListenSpec
  /** Scheme, host and port; a path is put before each request-target. */
  readonly upstream: URL
  /** Clients connect over TLS; `auto`: with certificates of our own authority. */
  readonly tls?: 'auto' | OwnCertificate
  readonly upstreamTls?: UpstreamTls
  /** Both sides may speak HTTP/2 without TLS, by prior knowledge. */
  readonly protocol?: 'http' | 'h2c'
  /** The first that matches wins; none: the exchange's route is the proxy's id. */
  readonly routes: readonly RouteSpec[]
}

/** A proxy that goes where its clients ask. Host globs are in lower case; `*` stands for anything. */
export interface ForwardSpec extends Pick<ProxySpec, 'id' | 'listen' | 'routes'> {
  readonly mode: 'forward'
  /** Hosts whose TLS is ended here, so that their requests are seen; all others are passed on blindly. */
  readonly intercept: readonly string[]
  /** Hosts that are passed on blindly all the same. */
  readonly tunnel: readonly string[]
  readonly refuse: readonly string[]
  /** Where a `host` or `host:port` is in truth. */
  readonly map: ReadonlyMap<string, URL>
  /** How TLS is spoken with the hosts of a glob; the first that fits counts. */
  readonly upstreamTls: ReadonlyMap<string, UpstreamTls>
  /** Why a host that `map` does not name may not be touched, or null. */
  readonly judge: (host: string) => string | null
}

/** A proxy that passes on the bytes of connections; `upstream` is tcp://host:port, and there are no routes. */
export interface TcpSpec extends Omit<ProxySpec, 'mode' | 'tls' | 'upstreamTls' | 'protocol'> {
  readonly mode: 'tcp'
}

export type AnyProxySpec = ProxySpec | ForwardSpec | TcpSpec

/** For people: a forward proxy has no upstream of its own. */
export const upstreamOf = (spec: AnyProxySpec): string =>
  spec.mode === 'forward' ? 'the hosts its clients name' : spec.upstream.href
