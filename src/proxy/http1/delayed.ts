import { Departed } from '../departed.js'
import type { Outcome, Passage } from '../pipeline.js'
import type { Arrived } from './arrived.js'
import { gatewayError } from './gateway-error.js'
import type { FoundHead } from './head-buffer.js'
import type { Client, Turn } from './turn.js'

interface Waiting {
  readonly client: Client
  readonly passage: Passage
  readonly request: Arrived
  readonly waits: NonNullable<Passage['waits']>
}

/** A request without a body that faults only hold back: once they are over, its next turn begins. */
export class Delayed implements Turn {
  readonly isRequestDone = true

  constructor(
    readonly waiting: Waiting,
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
    this.waiting.client.cut('reset')
  }

  abort(reason: Departed): void {
    this.waiting.passage.abort(reason)
  }

  async #run(found: FoundHead): Promise<void> {
    const { client, passage, waits } = this.waiting
    try {
      for (const wait of waits) await wait.over()
      passage.exchange.signal.throwIfAborted()
    } catch (error) {
      return this.#end(error)
    }
    const turn = this.next()
    turn.start(found)
    client.become(turn)
  }

  #end(error: unknown): void {
    if (error instanceof Departed) {
      this.#close(error.end, null)
      if (error.end !== 'cut' && !this.waiting.client.socket.destroyed) this.waiting.client.cut('close')
      return
    }
    const { method, keepsAlive } = this.waiting.request
    const detail = error instanceof Error ? error.message : String(error)
    this.waiting.client.socket.write(gatewayError(detail, method, keepsAlive))
    this.#close('upstreamFailed', 502, detail)
    this.waiting.client.finish(keepsAlive)
  }

  #close(end: Outcome['end'], status: number | null, detail?: string): void {
    this.waiting.passage.close({ end, status, received: 0, sent: 0, ...(detail !== undefined && { detail }) })
  }
}
