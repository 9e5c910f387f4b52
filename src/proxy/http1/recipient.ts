import type { BodyReader } from './body-reader.js'
import type { Interim, ReplyStart } from './reply-heads.js'
import type { Ending } from './turn.js'

/** Whoever waits for a reply. All bytes are lent, see UpstreamUser. */
export interface Recipient {
  informed(interim: Interim): void
  /** The final head came. Reads the first part of the body behind it, and returns where that ends. Throws a Refusal. */
  began(reply: ReplyStart, body: BodyReader): number
  /** Reads the next part of the body, and returns where that ends. Throws a Refusal. */
  received(bytes: Buffer, body: BodyReader): number
  /** The reply is whole. */
  replied(): void
  /** The upstream has room again. */
  roomy(): void
  /** There will be no whole reply. `how` tells how it broke off. */
  failed(how: Ending, error: Error): void
  /** The connection was dead and the request goes once more. */
  retried(why: string): void
}

export interface Asked {
  readonly method: string
  readonly asksUpgrade: boolean
  /** It is idempotent, and all there as soon as its head is. */
  readonly mayRepeat: boolean
}
