import { type Framing, replyFraming, UNTIL_CLOSE } from './framing.js'
import { parseReplyHead, type ReplyHead } from './head.js'
import { type FoundHead, HeadBuffer } from './head-buffer.js'
import { Refusal } from './refusal.js'
import { Survey } from './survey.js'

/** The head of a final reply, or of the 101 that was asked for. */
export interface ReplyStart {
  readonly head: ReplyHead
  readonly found: FoundHead
  readonly survey: Survey
  readonly framing: Framing
  /** Whether the upstream wants to go on with this connection (RFC 9112 9.3). */
  readonly keepsAlive: boolean
}

export type Interim = Pick<ReplyStart, 'head' | 'found' | 'survey'>

/** Reads heads of one exchange from the upstream: any number of interim replies, then the final one. */
export class ReplyHeads {
  readonly #buffer = new HeadBuffer('reply')

  constructor(
    readonly asked: { readonly method: string; readonly asksUpgrade: boolean },
    readonly recipient: { informed(interim: Interim): void },
  ) {}

  /** The final head once it is whole; null when more bytes are needed. Throws a Refusal. */
  read(part: Buffer): ReplyStart | null {
    let bytes = part
    let at = 0
    while (at < bytes.length) {
      const found = this.#buffer.push(bytes, at)
      if (found === null) return null
      const head = parseReplyHead(found.bytes.toString('latin1', found.start, found.end - 2))
      const fields = new Survey(head.fields)
      if (head.status >= 200 || head.status === 101) return this.#final(head, found, fields)
      replyFraming(head, fields, this.asked.method)
      this.recipient.informed({ head, found, survey: fields })
      bytes = found.bytes
      at = found.end
    }
    return null
  }

  #final(head: ReplyHead, found: FoundHead, fields: Survey): ReplyStart {
    if (head.status === 101 && !this.asked.asksUpgrade)
      throw new Refusal('the upstream switched protocols without being asked')
    const framing = head.status === 101 ? UNTIL_CLOSE : replyFraming(head, fields, this.asked.method)
    const wished = head.minor === 1 ? !fields.options.includes('close') : fields.options.includes('keep-alive')
    return { head, found, survey: fields, framing, keepsAlive: wished && framing.kind !== 'close' }
  }
}
