import { streamCodeName } from '../../core/stream-code.js'
import { UpstreamFailed } from '../http1/upstream.js'

/** The upstream ended a stream by RST_STREAM: a client that speaks HTTP/2 gets the same. */
export class StreamReset extends UpstreamFailed {
  constructor(readonly code: number) {
    super(`the upstream reset the stream: ${streamCodeName(code)}`)
  }
}
