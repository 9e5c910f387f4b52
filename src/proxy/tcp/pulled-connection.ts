import type { Body } from '../../core/body.js'
import type { Detour } from '../../core/exchange.js'
import { PulledBody } from '../http1/pulled-body.js'
import { Room } from '../http1/room.js'
import type { Begun } from '../http1/tunnel.js'
import type { Ending } from '../http1/turn.js'
import type { UpstreamConnection, UpstreamUser } from '../http1/upstream-connection.js'

/** The upstream broke off, by FIN or by RST. */
export class Broken extends Error {
  override readonly name = 'Broken'
  constructor(
    readonly how: Ending,
    message: string,
  ) {
    super(message)
  }
}

/** An upstream's connection whose bytes are pulled, and which pulls those of the client. */
export class PulledConnection implements UpstreamUser {
  /** What the upstream sends; rejects with a Broken, or with what ended the upload. */
  readonly body: PulledBody
  /** Resolves when the first byte has come, or when there will be none. */
  readonly answered: Promise<void>
  readonly #connection: UpstreamConnection
  readonly #room = new Room()
  #answer: () => void = () => {}
  #isEnded = false

  constructor(begun: Begun, detour?: Detour) {
    this.answered = new Promise(resolve => (this.#answer = resolve))
    this.body = new PulledBody({
      pause: () => this.#connection.socket.pause(),
      resume: () => this.#connection.socket.resume(),
      begun() {},
      left: () => this.fail(new Broken('close', 'nobody reads what the upstream sends')),
    })
    this.#connection = begun.handOver(this, detour)
  }

  /** Pulls a body to its end, which is a FIN, once there is a connection; one that breaks off breaks the connection. */
  async upload(body: Body): Promise<void> {
    const { socket } = this.#connection
    try {
      if (socket.connecting) await new Promise(resolve => socket.once('connect', resolve).once('close', resolve))
      this.#room.throwIfClosed()
      for await (const chunk of body) {
        this.#room.throwIfClosed()
        if (!socket.write(chunk)) await this.#room.wait()
      }
      socket.end()
    } catch (error) {
      this.fail(error)
    }
  }

  /** Ends both directions at once; only the first reason counts. */
  fail(why: unknown, how: Ending = 'close'): void {
    this.#room.close(why)
    this.body.end(why)
    this.#answer()
    this.#connection.destroy(how)
  }

  readonly sever = (how: Ending): void => this.fail(new Broken(how, 'a fault ended it'), how)

  upstreamRead(bytes: Buffer): void {
    this.body.push(Buffer.from(bytes))
    this.#answer()
  }

  upstreamDrained(): void {
    this.#room.open()
  }

  upstreamEnded(): void {
    this.#isEnded = true
    this.body.end()
    this.#answer()
  }

  upstreamLost(how: Ending, error: Error | null): void {
    if (this.#isEnded && how === 'close') return
    this.fail(new Broken(how, error?.message ?? 'the upstream closed the connection'))
  }
}
