import { streamCodeName } from '../../core/stream-code.js'

/** The peer broke a rule in a way that ends the connection (RFC 9113 5.4.1). */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  constructor(
    readonly code: number,
    rule: string,
  ) {
    super(`${rule} (${streamCodeName(code)})`)
  }
}

/** The peer broke a rule in a way that ends one stream (RFC 9113 5.4.2). */
export class StreamError extends Error {
  override readonly name = 'StreamError'
  constructor(
    readonly code: number,
    rule: string,
  ) {
    super(`${rule} (${streamCodeName(code)})`)
  }
}
