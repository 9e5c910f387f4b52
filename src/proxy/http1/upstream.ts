import type { Exchange, Reply } from '../../core/exchange.js'
import type { HeaderList } from '../../core/headers.js'
import type { Ending } from './turn.js'

/** What happens on the way to a reply. */
export interface Call {
  /** An interim reply (1xx) came. */
  informed(status: number, reason: string, headers: HeaderList): void
  /** The connection was dead; the request goes once more, on a fresh one. */
  retried(why: string): void
  /** Resolves when the upload is over, however it ends; the reply may come, and end, before it. */
  uploading(over: Promise<void>): void
}

/**
 * The upstream as a handler: connections without a cap and without timeouts of ours. Headers of a reply are end-to-end,
 * but for its Transfer-Encoding; a body delimited by the end of the connection has `Connection: close`.
 */
export interface Upstream {
  send(exchange: Exchange, call: Call): Promise<Reply>
  close(): void
}

/** The upstream gave no (whole) reply; the message says why. */
export class UpstreamFailed extends Error {
  override readonly name = 'UpstreamFailed'
  /** How it ended its connection. */
  readonly how: Ending

  constructor(message: string, { how = 'close', ...options }: ErrorOptions & { readonly how?: Ending } = {}) {
    super(message, options)
    this.how = how
  }
}
