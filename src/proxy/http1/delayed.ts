import { bodyOf } from '../../core/body.js'
import type { Reply } from '../../core/exchange.js'
import { Departed, type Outcome, type Passage } from '../pipeline.js'
import type { Arrived } from './arrived.js'
import { gatewayError } from './gateway-error.js'
import type { FoundHead } from './head-buffer.js'
import type { Client, Turn } from './turn.js'

/** A request without a body that faults only hold up: once they hand it on, its next turn begins. */
export class Delayed implements Turn {
  readonly isRequestDone = true

  constructor(
    readonly client: Client,
    readonly passage: Passage,
    readonly request: Arrived,
    readonly next: () => Turn,
  ) {}

  start(found: FoundHead): number {
    void this.#run(found)
    return found.end
  }

  read(_: Buffer, at: number): number {
    return at
  }

  drained(): void {}

  ended(): boolean {
    return false
  }

  lost(): void {
    this.abort(new Departed('clientLeft'))
  }

  /** Nothing of it is read any more that could break a rule; an error is one of ours. */
  refused(error: Error): void {
    this.#close('upstreamFailed', null, error.message)
    this.client.cut('reset')
  }

  abort(reason: Departed): void {
    this.passage.abort(reason)
  }

  async #run(found: FoundHead): Promise<void> {
    try {
      await this.passage.handle(unread)
      this.passage.exchange.signal.throwIfAborted()
    } catch (error) {
      return this.#end(error)
    }
    const turn = this.next()
    turn.start(found)
    this.client.become(turn)
  }

  #end(error: unknown): void {
    if (error instanceof Departed) {
      this.#close(error.end, null)
      if (error.end !== 'cut' && !this.client.socket.destroyed) this.client.cut('close')
      return
    }
    const { method, keepsAlive } = this.request
    const detail = error instanceof Error ? error.message : String(error)
    this.client.socket.write(gatewayError(detail, method, keepsAlive))
    this.#close('upstreamFailed', 502, detail)
    this.client.finish(keepsAlive)
  }

  #close(end: Outcome['end'], status: number | null, detail?: string): void {
    this.passage.close({ end, status, received: 0, sent: 0, ...(detail !== undefined && { detail }) })
  }
}

/** Stands for the reply: whoever only waits does not look at it. */
const UNREAD: Reply = { status: 200, headers: [], body: bodyOf() }
const unread = async (): Promise<Reply> => UNREAD
