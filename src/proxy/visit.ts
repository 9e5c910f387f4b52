import type net from 'node:net'
import type { Line, Met, Shedding } from '../core/connection.js'
import type { Connection } from '../core/exchange.js'
import type { Ending } from './http1/turn.js'

/** Whoever serves a connection, in whatever protocol. */
export interface Attendant {
  /** Ends it now, whatever is under way on it. */
  drop(how: Ending): void
  /** Ends it as soon as nobody waits for anything on it. */
  retire(): void
  /** Reads nothing more from it and sends nothing, and tells nobody. */
  mute(): void
}

/** A client's connection from when it is made until it is gone. */
export class Visit implements Connection, Line {
  #client: string | undefined
  #attendant: Attendant | null = null
  /** Exchanges so far, and those under way. */
  #exchanges = 0
  #underWay = 0
  #isGone = false
  #life: AbortController | null = null
  #rest: AbortController | null = null
  #waiting: readonly (() => void)[] = NONE

  constructor(
    readonly id: number,
    readonly proxy: string,
    readonly raw: net.Socket,
  ) {}

  /** Its client has left. */
  gone(): void {
    this.#isGone = true
    this.#life?.abort(GONE)
    this.#rest?.abort(GONE)
    this.#tell()
  }

  get connection(): Connection {
    return this
  }

  /** Its address, looked up when it is first asked for: that costs a tenth of a short connection. */
  get client(): string {
    this.#client ??= (this.raw.remoteAddress ?? '').replace(/^::ffff:/, '')
    return this.#client
  }

  get signal(): AbortSignal {
    this.#life ??= new AbortController()
    if (this.#isGone) this.#life.abort(GONE)
    return this.#life.signal
  }

  attend(attendant: Attendant): void {
    this.#attendant = attendant
  }

  get bytes(): number {
    return this.raw.bytesRead + this.raw.bytesWritten
  }

  /** An exchange has opened on it; a conversation is nothing that somebody waits for. */
  opened(isConversation: boolean): void {
    this.#exchanges++
    if (!isConversation) this.#underWay++
    this.#rest?.abort(new Error('an exchange has opened'))
    this.#rest = null
    this.#tell()
  }

  /** An exchange on it is closed. */
  closed(isConversation: boolean): void {
    if (!isConversation) this.#underWay--
    this.#tell()
  }

  /** Waits for the first exchange on it. */
  asked(): Promise<Met> {
    return this.#until(() => (this.#exchanges > 0 ? 'asked' : this.#isGone ? 'left' : undefined))
  }

  lull(): Promise<{ readonly signal: AbortSignal } | null> {
    return this.#until(() => {
      if (this.#isGone) return null
      if (this.#underWay > 0) return undefined
      this.#rest ??= new AbortController()
      return this.#rest
    })
  }

  mute(): void {
    if (this.#attendant === null) this.raw.pause()
    else this.#attendant.mute()
  }

  /** Ends it now: by FIN or RST, after every byte before it. */
  end(how: Ending): void {
    if (this.#attendant !== null) this.#attendant.drop(how)
    else if (how === 'reset') this.raw.resetAndDestroy()
    else this.raw.resume().end()
  }

  shed(how: Shedding): void {
    if (how === 'reset') this.end('reset')
    else this.#attendant?.retire()
  }

  #until<T>(look: () => T | undefined): Promise<T> {
    return new Promise(resolve => {
      const check = () => {
        const found = look()
        if (found === undefined) this.#waiting = [...this.#waiting, check]
        else resolve(found)
      }
      check()
    })
  }

  #tell(): void {
    const waiting = this.#waiting
    this.#waiting = NONE
    for (const check of waiting) check()
  }
}

const NONE: readonly never[] = []
const GONE = new Error('the connection is gone')
