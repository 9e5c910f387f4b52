import type { HeaderList } from '../../../src/core/headers.js'
import { Arrived } from '../../../src/proxy/http1/arrived.js'
import { readerOf } from '../../../src/proxy/http1/bodies.js'
import type { BodyReader } from '../../../src/proxy/http1/body-reader.js'
import { type FoundHead, HeadBuffer } from '../../../src/proxy/http1/head-buffer.js'
import { Refusal } from '../../../src/proxy/http1/refusal.js'
import { ReplyHeads } from '../../../src/proxy/http1/reply-heads.js'
import type { Message, Reading } from './reading.js'

type Begun = Pick<Message, 'start' | 'headers'> & { readonly body: BodyReader; readonly last: boolean; readonly untilEnd: boolean }

/** The requests in these parts of a byte stream, as our codec reads them. */
export const ourRequests = (parts: readonly Buffer[]): Reading => {
  const heads = new HeadBuffer('request')
  return read(parts, (bytes, at) => {
    const found = heads.push(bytes, at)
    if (found === null) return heads.isEmpty ? 'nothing' : 'more'
    const { method, target, headers, framing, keepsAlive } = new Arrived(found)
    const begun = { start: `${method} ${target}`, headers, body: readerOf(framing), last: !keepsAlive, untilEnd: false }
    return { found, begun }
  })
}

/** The reply in these parts, as our codec reads it; interim replies come before. */
export const ourReply = (parts: readonly Buffer[], method: string): Reading => {
  const interims: Message[] = []
  const heads = new ReplyHeads({ method, asksUpgrade: false }, ({ head: { status, reason, fields } }) =>
    interims.push({ start: `${status} ${reason}`, headers: fields, body: '', trailers: [] }),
  )
  const reading = read(parts, (bytes, at) => {
    const reply = heads.read(at === 0 ? bytes : bytes.subarray(at))
    if (reply === null) return 'more'
    const { head, found, framing } = reply
    const begun = { start: `${head.status} ${head.reason}`, headers: head.fields, body: readerOf(framing) }
    return { found, begun: { ...begun, last: true, untilEnd: framing.kind === 'close' } }
  })
  return { ...reading, messages: [...interims, ...reading.messages] }
}

type Begin = (bytes: Buffer, at: number) => 'nothing' | 'more' | { readonly found: FoundHead; readonly begun: Begun }

const read = (parts: readonly Buffer[], begin: Begin): Reading => {
  const messages: Message[] = []
  let open: (Begun & { content: string }) | null = null
  let end: Reading['end'] = 'clean'
  try {
    for (const part of parts) {
      let bytes = part
      let at = 0
      for (;;) {
        if (open === null) {
          if (at === bytes.length || messages.at(-1)?.start === undefined && false) break
          const next = begin(bytes, at)
          if (typeof next === 'string') {
            end = next === 'nothing' ? end : 'incomplete'
            break
          }
          bytes = next.found.bytes
          at = next.found.end
          open = { ...next.begun, content: '' }
          end = 'incomplete'
        }
        const current: Begun & { content: string } = open
        at = current.body.read(bytes, at, (from, to) => {
          current.content += bytes.toString('latin1', from, to)
        })
        if (!current.body.isDone) break
        messages.push(whole(current))
        if (current.last) return { messages, end: 'clean' }
        open = null
        end = 'clean'
      }
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { messages, end: { refused: error.message } }
  }
  if (open?.untilEnd) return { messages: [...messages, whole(open)], end: 'clean' }
  return { messages, end }
}

const whole = ({ start, headers, content, body }: Begun & { content: string }): Message => ({
  ...{ start, headers, body: content, trailers: body.trailers as HeaderList },
})
