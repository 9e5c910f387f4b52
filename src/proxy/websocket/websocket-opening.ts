import { type Exchange, overlay, type Reply } from '../../core/exchange.js'
import { hasHeader, withHeader } from '../../core/headers.js'
import type { Arrived } from '../http1/arrived.js'
import type { Detours } from '../http1/detours.js'
import { gatewayError } from '../http1/gateway-error.js'
import { replyHeadOf } from '../http1/head-edit.js'
import type { Pool } from '../http1/pool.js'
import { ReplyWriter } from '../http1/reply-writer.js'
import type { Client, Ending } from '../http1/turn.js'
import { upstreamOver } from '../http1/upstream-call.js'
import type { Passage } from '../pipeline.js'
import type { Opening } from '../tcp/opening.js'
import { UpgradeCall } from './upgrade-call.js'

/** A handshake of WebSocket that goes through faults. A request whose upgrade was taken away is one like any other. */
export class WebSocketOpening implements Opening {
  status: number | null = null
  #call: UpgradeCall | null = null
  #writer: ReplyWriter | null = null

  constructor(
    readonly request: Arrived,
    readonly passage: Passage,
    readonly pool: Pool,
    readonly detours: Pick<Detours, 'poolFor'>,
  ) {}

  get uploaded(): Promise<void> {
    return this.#call?.uploaded ?? Promise.resolve()
  }

  ask(exchange: Exchange): Promise<Reply> {
    exchange.signal.throwIfAborted()
    const retried = (why: string) => this.passage.retried(why)
    const pool = this.detours.poolFor(this.pool, exchange.detour)
    if (hasHeader(exchange.request.headers, 'upgrade')) {
      this.#call = new UpgradeCall(exchange, pool, retried)
      return this.#call.reply
    }
    const plain = { ...exchange, request: overlay(exchange.request, { body: null }) }
    return upstreamOver(this.pool, this.detours).send(plain, { informed() {}, retried, uploading() {} })
  }

  /** The connection ends with a reply that is no 101. */
  async answer(reply: Reply, client: Client): Promise<number | null> {
    const { status, reason = 'Switching Protocols', headers } = reply
    if (status === 101) {
      client.socket.write(replyHeadOf(status, reason, headers))
      this.#told(status)
      return null
    }
    const last = { ...reply, headers: withHeader(headers, 'Connection', 'close') }
    const writer = new ReplyWriter(client.socket, this.request)
    this.#writer = writer
    writer.begin(last)
    this.#told(status)
    await writer.pour(last)
    return writer.sent
  }

  drained(): void {
    this.#writer?.room.open()
  }

  refuse(why: string, client: Client): void {
    if (this.status !== null) return
    client.socket.write(gatewayError(why, this.request.method, false))
    this.#told(502)
  }

  leave(reason: unknown, how: Ending): void {
    this.#writer?.room.close(reason)
    this.#call?.leave(reason, how)
  }

  #told(status: number): void {
    this.status = status
    this.passage.headSent()
  }
}
