import type net from 'node:net'
import { severUpstream, wasReset } from '../dial.js'
import type { Ending } from './turn.js'

/** A reply of 64 KiB with its head comes in one read. */
const READ_SIZE = 124 * 1024

/** Who has an upstream connection; it is told of everything that comes on it. */
export interface UpstreamUser {
  /** The bytes are lent: the next ones overwrite them, unless the user keeps them. Throws a Refusal. */
  upstreamRead(bytes: Buffer): void
  upstreamDrained(): void
  /** FIN: the upstream sends no more. */
  upstreamEnded(): void
  /** The connection is gone, or was destroyed because what came on it breaks a rule. */
  upstreamLost(how: Ending, error: Error | null): void
}

/** A connection to the upstream: idle, or of one user at a time. Bytes or an end that come while it is idle destroy it. */
export class UpstreamConnection {
  /** It has carried an exchange before: the upstream may have dropped it meanwhile. */
  isReused = false
  idleSince = 0
  #user: UpstreamUser | null = null
  #error: Error | null = null

  readonly socket: net.Socket
  /** What is read next; made when it is needed. */
  #buffer: Buffer | null = null

  /** `dial` may give a socket that does not read this way. */
  constructor(dial: (onread: net.OnReadOpts) => net.Socket, onGone: (connection: UpstreamConnection) => void) {
    const socket = dial({
      buffer: () => (this.#buffer ??= Buffer.allocUnsafeSlow(READ_SIZE)),
      callback: (size, buffer) => {
        this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, size))
        return true
      },
    })
    this.socket = socket
    socket.on('data', (bytes: Buffer) => this.#read(bytes))
    socket.on('drain', () => this.#user?.upstreamDrained())
    socket.on('end', () => {
      if (wasReset(socket)) socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
      else if (this.#user === null) socket.destroy()
      else this.#user.upstreamEnded()
    })
    socket.on('error', error => {
      this.#error = error
    })
    socket.on('close', () => {
      onGone(this)
      this.#lose(this.#error === null ? 'close' : 'reset', this.#error)
    })
  }

  get isDead(): boolean {
    return this.socket.destroyed || this.socket.readableEnded
  }

  use(user: UpstreamUser): void {
    this.#user = user
    if (this.socket.isPaused()) this.socket.resume()
  }

  /** The bytes read last stay as they are: the next ones go elsewhere. */
  keep(): void {
    this.#buffer = null
  }

  /** Its user has no more to do with it. */
  leave(): void {
    this.#user = null
  }

  /** Ends it for good, without a word to the user. */
  destroy(how: Ending = 'close'): void {
    this.#user = null
    severUpstream(this.socket, how)
  }

  #read(bytes: Buffer): void {
    try {
      if (this.#user === null) this.destroy()
      else this.#user.upstreamRead(bytes)
    } catch (error) {
      this.socket.destroy()
      this.#lose('close', error instanceof Error ? error : new Error(String(error)))
    }
  }

  #lose(how: Ending, error: Error | null): void {
    const user = this.#user
    this.#user = null
    user?.upstreamLost(how, error)
  }
}
