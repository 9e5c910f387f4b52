import type { Connection } from './exchange.js'

/** What can be wrong with the certificate of a server. */
export const FLAWS = [
  'expired',
  'notYetValid',
  'wrongHost',
  'selfSigned',
  'unknownCa',
  'missingIntermediate',
  'weakKey',
] as const
export type Flaw = (typeof FLAWS)[number]

export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
export type TlsVersion = (typeof TLS_VERSIONS)[number]

/** What a client is offered in its TLS handshake. */
export interface TlsOffer {
  /** Names of ALPN (RFC 7301), the dearest first. */
  readonly protocols: readonly string[]
  readonly minVersion?: TlsVersion
  readonly maxVersion?: TlsVersion
  /** False: the certificate is the user's own, and nothing can be wrong with it. */
  readonly isOurs: boolean
  /** Absent: the certificate is right. */
  readonly flaw?: Flaw
}

/** What a client says that it can do, as its TLS begins. */
export interface ClientHello {
  readonly versions: readonly TlsVersion[]
  /** Names of ALPN. */
  readonly protocols: readonly string[]
}

/** A client's connection as it is made: nothing that the client says was read yet. */
export interface Newcomer {
  readonly connection: Connection
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal
  /** Null: its TLS, if there is any, does not begin now. */
  readonly offer: TlsOffer | null
  /** Waits for the client's first bytes, which stay to be read; false: it left without any. */
  heard(): Promise<boolean>
  /** Waits for what the client says as its TLS begins, which stays to be read; null where it says no such thing. */
  hello(): Promise<ClientHello | null>
  /** Sends bytes as they are, below TLS where there is any. */
  say(bytes: Uint8Array): void
}

/** What came of a connection: a request over it, nothing, or why the client or its handshake failed. */
export type Met = 'asked' | 'left' | { readonly failed: string }

/** Meets a connection before it is served by `next`; throws a Cut to end it instead. */
export type Greeting = (newcomer: Newcomer, next: (newcomer: Newcomer) => Promise<Met>) => Promise<Met>

/** A client's connection that is open. */
export interface Line {
  readonly connection: Connection
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal
  /** Bytes so far, both ways and below TLS. */
  readonly bytes: number
  /**
   * Waits until no request is under way on it; its signal aborts when that is over. Null: the connection is gone. Where
   * a connection is one conversation (WebSocket, TCP) there is none to wait for: its bytes tell.
   */
  lull(): Promise<{ readonly signal: AbortSignal } | null>
  /** From now on nothing is read from it and nothing sent, and nobody is told. */
  mute(): void
}

/** Goes along with a connection that is open; throws a Cut to end it. */
export type Watch = (line: Line) => Promise<void>

/** How connections that are open end: when nobody waits for anything on them, or at once by RST. */
export type Shedding = 'drain' | 'reset'

/** Where the connections of a proxy come in. */
export interface Door {
  /** Aborts when the proxy closes. */
  readonly signal: AbortSignal
  /** Connections that are open now. */
  readonly open: number
  /** Refuses new connections until the result is called, or the fault is lifted. */
  shut(): () => void
  /** Ends the connections that are open now; how many they were. */
  shed(how: Shedding): number
}

/** Acts on a door for as long as it likes. */
export type Hold = (door: Door) => Promise<void>
