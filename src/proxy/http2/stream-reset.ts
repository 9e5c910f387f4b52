import { STREAM_CODES, streamCodeName } from '../../core/stream-code.js'
import { UpstreamFailed } from '../http1/upstream.js'

/** The upstream ended a stream by RST_STREAM: a client that speaks HTTP/2 gets the same. */
export class StreamReset extends UpstreamFailed {
  constructor(readonly code: number) {
    super(`the upstream reset the stream: ${streamCodeName(code)}`)
  }
}

/** The stream ended before anything of the reply came; `cause` is what to make of it if the request does not go again. */
export class NothingCame extends UpstreamFailed {
  constructor(
    readonly code: number | null,
    readonly wasReused: boolean,
    override readonly cause: UpstreamFailed,
  ) {
    super(cause.message)
  }

  /** The upstream says that it did nothing with the request (RFC 9113 8.7). */
  get isUnseen(): boolean {
    return this.code === STREAM_CODES.REFUSED_STREAM
  }
}
