import type { Body } from '../../core/body.js'
import { Cut } from '../../core/exchange.js'
import { Departed, departureIn } from '../departed.js'
import type { FoundHead } from '../http1/head-buffer.js'
import { PulledBody } from '../http1/pulled-body.js'
import { Room } from '../http1/room.js'
import type { Client, Ending, Turn } from '../http1/turn.js'
import type { Outcome, Passage } from '../pipeline.js'
import { Course } from './course.js'
import type { Opening } from './opening.js'
import { Broken } from './pulled-connection.js'

/**
 * A connection whose bytes go through faults, both ways, each pulled by its reader. What the client sends is the body of
 * the request, what the upstream sends that of the reply, which begins with its first byte. Each FIN is passed on by
 * itself; a body that breaks off breaks the connection.
 */
export class Channel implements Turn {
  readonly isRequestDone = false
  readonly #fromClient: PulledBody
  readonly #course: Course
  readonly #room = new Room()
  #isOver = false
  #isMuted = false
  #received: number
  #sent: number

  constructor(
    readonly client: Client,
    readonly passage: Passage,
    readonly opening: Opening,
    request: { body: Body | null },
    before = { received: 0, sent: 0 },
  ) {
    this.#received = before.received
    this.#sent = before.sent
    this.#fromClient = new PulledBody({
      pause: () => client.pause(),
      resume: () => client.resume(),
      begun() {},
      left: () => client.resume(),
    })
    this.#course = new Course(passage, this.#fromClient)
    request.body = this.#course.upload
    passage.whenHit = hits => void this.#course.join(hits).catch(error => this.#end(error))
    void this.#run()
  }

  start(found: FoundHead): number {
    return this.read(found.bytes, found.end)
  }

  read(bytes: Buffer, at: number): number {
    this.#received += bytes.length - at
    this.#fromClient.push(Buffer.from(bytes.subarray(at)))
    return bytes.length
  }

  drained(): void {
    this.#room.open()
    this.opening.drained()
  }

  ended(): boolean {
    this.#fromClient.end()
    return true
  }

  lost(how: Ending): void {
    this.#leave(new Departed('clientLeft'), how)
  }

  /** Nothing here breaks a rule; an error is one of ours. */
  refused(error: Error): void {
    this.#close('upstreamFailed', error.message)
    this.#leave(error)
    this.client.cut('reset')
  }

  mute(): void {
    this.#isMuted = true
  }

  abort(reason: Departed): void {
    this.#leave(reason)
  }

  async #run(): Promise<void> {
    try {
      const reply = await this.#course.ask(exchange => this.opening.ask(exchange))
      const whole = await this.opening.answer(reply, this.client)
      if (whole === null) await this.#deliver(this.#course.deliver(reply))
      else this.#sent = whole
      this.client.socket.end()
      if (whole === null) await this.opening.uploaded
      this.#close('complete')
      this.client.finish(false)
    } catch (error) {
      this.#end(error)
    }
  }

  async #deliver(body: Body): Promise<void> {
    for await (const chunk of body) {
      this.#room.throwIfClosed()
      if (this.#isMuted) await this.#room.wait()
      this.passage.headSent()
      this.#sent += chunk.length
      if (!this.client.socket.write(chunk)) await this.#room.wait()
    }
    this.#room.throwIfClosed()
  }

  /** How a connection ends that did not end well; both sides see it end. Only here is a Cut caught. */
  #end(error: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    const departed = departureIn(error, this.passage.exchange)
    if (departed !== null) this.#close(departed.end)
    else if (error instanceof Cut) this.#close('cut')
    else this.#fail(error instanceof Error ? error.message : String(error))
    this.#leave(error)
    if (this.client.socket.destroyed) return
    if (error instanceof Cut) this.client.cut(error.how === 'reset' ? 'reset' : 'close')
    else this.client.cut(error instanceof Broken ? error.how : 'close')
  }

  #fail(detail: string): void {
    this.opening.refuse(detail, this.client)
    this.#close('upstreamFailed', detail)
  }

  #leave(reason: unknown, how: Ending = 'close'): void {
    if (reason instanceof Departed) this.passage.abort(reason)
    this.#fromClient.end(reason)
    this.#room.close(reason)
    this.opening.leave(reason, how)
  }

  #close(end: Outcome['end'], detail?: string): void {
    const count = { status: this.opening.status, received: this.#received, sent: this.#sent }
    this.passage.close({ end, ...count, ...(detail !== undefined && { detail }) })
  }
}
