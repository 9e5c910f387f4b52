import { bodyOf } from '../../core/body.js'
import type { Detour, Exchange, Reply } from '../../core/exchange.js'
import type { Begun } from '../http1/tunnel.js'
import type { Client, Ending } from '../http1/turn.js'
import { PulledConnection } from './pulled-connection.js'

/** How a channel comes to its upstream, and what the client is told before the first byte. */
export interface Opening {
  /** What the client was told; null: nothing, or nobody speaks HTTP. */
  readonly status: number | null
  /** Resolves when the upload is over, however it ends. */
  readonly uploaded: Promise<void>
  /** Asks the upstream; the reply begins with its head, or with its first byte. */
  ask(exchange: Exchange): Promise<Reply>
  /** Tells the client of the reply. Null: the bytes of its body follow; else it was sent whole, and had so many. */
  answer(reply: Reply, client: Client): Promise<number | null>
  /** The client has room again. */
  drained(): void
  /** Tells the client, if it was told nothing yet, that there is no reply. */
  refuse(why: string, client: Client): void
  /** Ends the upstream's side at once. */
  leave(reason: unknown, how: Ending): void
}

/** A connection of which nothing is known but its bytes; `begun` dials where that is still to be done. */
export class PlainOpening implements Opening {
  readonly status: number | null
  uploaded: Promise<void> = Promise.resolve()
  #upstream: PulledConnection | null = null

  constructor(readonly begun: Begun) {
    this.status = begun.status
  }

  /** Takes the connection, or dials, now: what the upstream sends waits here. */
  take(detour?: Detour): PulledConnection {
    this.#upstream ??= new PulledConnection(this.begun, detour)
    return this.#upstream
  }

  async ask({ request, signal, detour }: Exchange): Promise<Reply> {
    signal.throwIfAborted()
    const upstream = this.take(detour)
    this.uploaded = upstream.upload(request.body ?? bodyOf())
    await upstream.answered
    return { status: this.status ?? 200, headers: [], body: upstream.body, sever: upstream.sever }
  }

  async answer(): Promise<null> {
    return null
  }

  drained(): void {}

  refuse(): void {}

  leave(reason: unknown, how: Ending): void {
    this.#upstream?.fail(reason, how)
  }
}
