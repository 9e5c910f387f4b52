import type { Body } from '../../core/body.js'
import { compose, type Handler, type Middleware, overlay, type Reply } from '../../core/exchange.js'
import type { Passage } from '../pipeline.js'
import { Splice } from './splice.js'

/** A conversation on its way through faults. One that comes in the middle is the first to meet what is still to come. */
export class Course {
  readonly upload: Splice
  #reply: Promise<Reply> = new Promise(() => {})
  #delivery: { readonly reply: Reply; readonly body: Splice } | null = null

  constructor(
    readonly passage: Passage,
    fromClient: Body,
  ) {
    this.upload = new Splice(fromClient)
  }

  /** Through the faults that hit it so far, those that come until the reply has begun included. */
  async ask(last: Handler): Promise<Reply> {
    this.#reply = this.passage.handle(last)
    for (;;) {
      const asked = this.#reply
      const reply = await asked
      if (asked === this.#reply) return reply
    }
  }

  /** What the client gets of a reply's body. */
  deliver(reply: Reply): Body {
    this.#delivery = { reply, body: new Splice(reply.body) }
    return this.#delivery.body
  }

  /** Takes faults in; rejects with what they end it by. */
  async join(hits: readonly Middleware[]): Promise<void> {
    const { exchange } = this.passage
    const up = this.upload.divert()
    const here = { ...exchange, request: overlay(exchange.request, { body: up.rest }) }
    const down = this.#delivery?.body.divert()
    const before = this.#delivery && down ? Promise.resolve({ ...this.#delivery.reply, body: down.rest }) : this.#reply
    const handle = compose(hits, ({ request }) => {
      up.give(request.body ?? up.rest)
      return before
    })
    this.#reply = handle(here)
    down?.give(this.#reply.then(({ body }) => body))
    await this.#reply
    up.give(up.rest)
  }
}
