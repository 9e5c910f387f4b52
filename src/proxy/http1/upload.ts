import { type Body, bodyOf } from '../../core/body.js'
import type { Request, Wire } from '../../core/exchange.js'
import { BodyWriter } from './body-writer.js'
import type { Framing } from './framing.js'
import type { UpstreamTurn } from './upstream-turn.js'

/** What of a request is sent piece by piece. */
export interface Upload {
  readonly pieces: Body
  /** False: wait until the upstream has room. */
  write(piece: Uint8Array): boolean
  end(): void
}

/** Begins a request with its head, unless that is rewired; null when there is no more to send. */
export const beginUpload = (
  { body, rewire, trailers = () => [] }: Request,
  head: Buffer,
  framing: Framing,
  turn: UpstreamTurn,
): Upload | null => {
  if (rewire !== undefined) {
    const framed = body === null ? bodyOf() : new BodyWriter(framing, turn.socket).framed(body, trailers)
    const pieces = joined(rewire({ head: bodyOf(head), body: framed }))
    return { pieces, write: bytes => turn.write(Buffer.from(bytes)), end() {} }
  }
  turn.start(head, body === null)
  if (body === null) return null
  const writer = new BodyWriter(framing, turn.socket)
  return { pieces: body, write: chunk => writer.write(chunk), end: () => writer.end(trailers()) }
}

/** The head's bytes and the body's behind them. */
export async function* joined({ head, body }: Wire): Body {
  yield* head
  yield* body
}
