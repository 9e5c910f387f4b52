// Over 150 lines: reading, holding, ending and lingering are one state, and apart nobody could tell what it is.
import type net from 'node:net'
import type { Duplex } from 'node:stream'
import type { Connection } from '../../core/exchange.js'
import { Departed } from '../departed.js'
import { refusalReply } from './gateway-error.js'
import { type FoundHead, HeadBuffer } from './head-buffer.js'
import { Refusal } from './refusal.js'
import type { Client, Ending, Turn } from './turn.js'

/** Bytes that came before their turn: when there are more, the rest waits with the client. */
const HELD_LIMIT = 64 * 1024
/** A FIN this soon after the last byte is a client that only sends no more; later it is one that has left. */
const HALF_CLOSE_MS = 60
/** A reader that is not given this long finds the RST before the bytes that came first, and loses them. */
const BEFORE_RESET_MS = 20

/** Whoever serves the connections of a listener. */
export interface Host {
  readonly isStopping: boolean
  now(): number
  sleep(ms: number): Promise<unknown>
  /** Makes the turn of a request. Throws a Refusal. */
  turnOf(client: ServerConnection, found: FoundHead): Turn
  gone(client: ServerConnection): void
}

/** Limits in seconds: for a head, for the time between two requests, for what comes after the end. */
export interface Limits {
  readonly head: number
  readonly idle: number
  readonly linger: number
}

const nobodyCares = () => {}
const SERVED = Symbol('served')
type Served = Duplex & { readonly [SERVED]: ServerConnection }

/** A client's connection. Its requests are served one after the other, so that answers keep their order. */
export class ServerConnection implements Client {
  /** What has come of a head, while one is under way. */
  #heads: HeadBuffer | null = null
  #turn: Turn | null = null
  /** Bytes behind the current request. */
  #held: Buffer | null = null
  #isReading = false
  /** `ended`: the client sends no more. `closing`: nothing is read any more. `muted`: nor does anything end it. */
  #state: 'open' | 'ended' | 'closing' | 'muted' = 'open'
  /** Its replies say that they are the last. */
  isRetiring = false
  /** How it is cut; nothing takes an RST back. */
  #ending: Ending | null = null
  #heardAt = 0
  /** Seconds without a turn. */
  #idle = 0

  constructor(
    readonly socket: Duplex,
    /** The TCP socket: the same, unless TLS lies between. */
    readonly raw: net.Socket,
    readonly connection: Connection,
    readonly host: Host,
  ) {
    Object.assign(socket, { [SERVED]: this })
    if (socket !== raw) socket.on('error', nobodyCares)
    for (const [event, listener] of ServerConnection.#LISTENERS) socket.on(event, listener)
  }

  /** The same for all: listeners of its own would be a fifth of what an idle connection holds. */
  static readonly #LISTENERS = Object.entries({
    data(this: Served, bytes: Buffer) {
      this[SERVED].#receive(bytes)
    },
    drain(this: Served) {
      this[SERVED].#drained()
    },
    end(this: Served) {
      this[SERVED].#end()
    },
    close(this: Served) {
      this[SERVED].#lose(this.errored === null ? 'close' : 'reset')
    },
  })

  /** Whether nobody waits for anything on it. */
  get isIdle(): boolean {
    return this.#turn === null && this.#heads === null
  }

  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    if (this.#state !== 'muted') this.socket.resume()
  }

  become(turn: Turn): void {
    this.#turn = turn
    this.#next()
  }

  finish(keepAlive: boolean): void {
    this.#turn = null
    this.#idle = 0
    if (!keepAlive || this.isRetiring || this.host.isStopping) return void this.cut('close')
    if (this.socket.isPaused()) this.socket.resume()
    if (!this.#isReading) this.#next()
  }

  /** After FIN the rest of what the client sends is read for a while: unread, it would turn the FIN into an RST. */
  cut(how: Ending): void {
    if (this.#ending === 'reset') return
    this.#ending = how
    this.#turn = null
    this.#held = null
    this.#idle = 0
    this.#state = 'closing'
    if (how === 'reset') this.socket.write('', () => void this.#reset())
    else this.socket.end()
    this.socket.resume()
  }

  /** Ends the connection, whatever is under way on it. */
  drop(how: Ending): void {
    this.#turn?.abort(new Departed('cut'))
    this.cut(how)
  }

  /** Ends the connection as soon as nobody waits for anything on it. */
  retire(): void {
    this.isRetiring = true
    if (this.isIdle) this.cut('close')
  }

  /** From now on nothing is read from it and nothing sent. */
  mute(): void {
    this.#state = 'muted'
    this.socket.pause()
    this.#turn?.mute?.()
  }

  /** Ends the connection at once. */
  abort(reason: Departed): void {
    this.#turn?.abort(reason)
    this.#turn = null
    this.socket.destroy()
  }

  /** Called once a second. */
  tick({ head, idle, linger }: Limits): void {
    if (this.#turn !== null || this.#state === 'muted') return
    this.#idle++
    if (this.#state === 'closing') {
      if (this.#idle > linger && this.socket.writableLength === 0) this.socket.destroy()
    } else if (this.#heads !== null) {
      if (this.#idle > head) this.#refuse(new Refusal(`a head arrives within ${head} s`, 408))
    } else if (this.#idle > idle) this.cut('close')
  }

  async #reset(): Promise<void> {
    await this.host.sleep(BEFORE_RESET_MS)
    this.raw.resetAndDestroy()
  }

  #receive(bytes: Buffer): void {
    if (this.#state === 'closing') return
    this.#heardAt = this.host.now()
    if (this.#held === null) this.#read(bytes)
    else this.#hold(bytes)
  }

  #read(part: Buffer): void {
    this.#isReading = true
    try {
      this.#consume(part)
    } catch (error) {
      this.#refuse(error)
    } finally {
      this.#isReading = false
    }
  }

  #consume(part: Buffer): void {
    let bytes = part
    let at = 0
    while (at < bytes.length && this.#state !== 'closing') {
      if (this.#turn === null && !this.socket.writableNeedDrain) {
        const heads = this.#heads ?? this.#begun()
        const found = heads.push(bytes, at)
        this.#heads = heads.isEmpty ? null : heads
        if (found === null) return
        this.#turn = this.host.turnOf(this, found)
        at = this.#turn.start(found)
        bytes = found.bytes
      } else if (this.#turn === null || this.#turn.isRequestDone) {
        this.#hold(bytes.subarray(at))
        return
      } else at = this.#turn.read(bytes, at)
    }
  }

  #begun(): HeadBuffer {
    this.#idle = 0
    return new HeadBuffer('request')
  }

  #hold(bytes: Buffer): void {
    this.#held = this.#held === null ? bytes : Buffer.concat([this.#held, bytes])
    if (this.#held.length > HELD_LIMIT) this.socket.pause()
  }

  /** Goes on with what was held. */
  #next(): void {
    const held = this.#held
    this.#held = null
    if (held !== null) this.#read(held)
    if (this.#state === 'ended' && this.#held === null) this.#passEnd(true)
  }

  #refuse(error: unknown): void {
    const refusal = error instanceof Error ? error : new Error(String(error))
    if (this.#turn !== null) return void this.#turn.refused(refusal)
    if (refusal instanceof Refusal) this.socket.write(refusalReply(refusal))
    this.cut('close')
  }

  #drained(): void {
    if (this.#state === 'muted') return
    if (this.#turn !== null) this.#turn.drained()
    else if (this.#state !== 'closing') this.#next()
  }

  #end(): void {
    if (this.#state === 'closing') return
    this.#state = 'ended'
    if (this.#held === null) this.#passEnd(this.host.now() - this.#heardAt <= HALF_CLOSE_MS)
  }

  #passEnd(soon: boolean): void {
    if (this.#turn === null) this.cut('close')
    else if (!this.#turn.ended(soon)) {
      this.#lose('close')
      this.socket.destroy()
    }
  }

  #lose(how: Ending): void {
    const turn = this.#turn
    this.#turn = null
    turn?.lost(how)
    if (this.socket.destroyed) this.host.gone(this)
  }
}
