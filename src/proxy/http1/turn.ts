import type { Duplex } from 'node:stream'
import type { Departed } from '../departed.js'
import type { FoundHead } from './head-buffer.js'

/** How a connection ends: by FIN or by RST, in both cases after every byte before it. */
export type Ending = 'close' | 'reset'

/** One request and its reply on a client's connection, in whatever way they are passed on. */
export interface Turn {
  readonly isRequestDone: boolean
  /** Begins with the bytes in which the head was found; returns where the body's part in them ends. Throws a Refusal. */
  start(found: FoundHead): number
  /** Takes bytes of the request's body from `at` on; returns where its part ends. Throws a Refusal. */
  read(bytes: Buffer, at: number): number
  /** The client has room again. */
  drained(): void
  /**
   * The client has sent FIN, `soon` after its last byte or later. False: it has left, as far as this turn is concerned,
   * and will be lost next; true: the turn goes on, for the client may still read.
   */
  ended(soon: boolean): boolean
  /** The client's connection is gone. */
  lost(how: Ending): void
  /** The client broke a rule in the body of its request. Must cut its connection. */
  refused(error: Error): void
  /** Nothing is read and nothing sent any more, and nobody is told; absent where nothing is under way when that happens. */
  mute?(): void
  /** The proxy closes; the client's connection is ended by others. */
  abort(reason: Departed): void
}

/** A client's connection, as its turns see it. */
export interface Client {
  readonly socket: Duplex
  /** The reply under way is to be its last. */
  readonly isRetiring: boolean
  /** Stops and starts the request's body. */
  pause(): void
  resume(): void
  /** The turn is over: the next request, or the end of the connection. */
  finish(keepAlive: boolean): void
  /** The turn is over, and so is the connection. */
  cut(how: Ending): void
  /** Another turn takes over, in the middle. */
  become(turn: Turn): void
}
