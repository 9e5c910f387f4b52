import { Arrived } from '../../../src/proxy/http1/arrived.js'
import { readerOf } from '../../../src/proxy/http1/bodies.js'
import type { BodyReader } from '../../../src/proxy/http1/body-reader.js'
import { type FoundHead, HeadBuffer } from '../../../src/proxy/http1/head-buffer.js'
import { Refusal } from '../../../src/proxy/http1/refusal.js'
import { ReplyHeads } from '../../../src/proxy/http1/reply-heads.js'
import type { Message, Reading } from './reading.js'

interface Begun extends Pick<Message, 'start' | 'headers'> {
  readonly found: FoundHead
  readonly body: BodyReader
  /** Nothing comes after it on its connection. */
  readonly isLast: boolean
}

/** The requests in these parts of a byte stream, as our codec reads them. */
export const ourRequests = (parts: readonly Buffer[]): Reading => {
  const heads = new HeadBuffer('request')
  return new Reader((bytes, at) => {
    const found = heads.push(bytes, at)
    if (found === null) return heads.isEmpty ? 'nothing' : 'more'
    const { method, target, headers, framing, keepsAlive } = new Arrived(found)
    return { found, start: `${method} ${target}`, headers, body: readerOf(framing), isLast: !keepsAlive }
  }).read(parts)
}

/** The reply in these parts, as our codec reads it; interim replies come before. */
export const ourReply = (parts: readonly Buffer[], method: string): Reading => {
  const interims: Message[] = []
  const ends: number[] = []
  const heads = new ReplyHeads(
    { method, asksUpgrade: false },
    {
      informed: ({ head, found }) => {
        interims.push({ start: `${head.status} ${head.reason}`, headers: head.fields.list, body: '', trailers: [] })
        ends.push((ends.at(-1) ?? 0) + found.end - found.start)
      },
    },
  )
  const reading = new Reader((bytes, at) => {
    const reply = heads.read(at === 0 ? bytes : bytes.subarray(at))
    if (reply === null) return 'more'
    const { head, found, framing } = reply
    const start = `${head.status} ${head.reason}`
    return {
      found,
      start,
      headers: head.fields.list,
      body: readerOf(framing),
      isLast: true,
      untilEnd: framing.kind === 'close',
    }
  }).read(parts)
  return { ...reading, messages: [...interims, ...reading.messages], ends: [...ends, ...reading.ends] }
}

type Begin = (bytes: Buffer, at: number) => 'nothing' | 'more' | (Begun & { readonly untilEnd?: boolean })

class Reader {
  readonly #messages: Message[] = []
  #open: Exclude<ReturnType<Begin>, string> | null = null
  #content = ''
  #end: Reading['end'] = 'clean'
  #isOver = false
  readonly #ends: number[] = []
  /** Bytes of the parts before this one. */
  #before = 0

  constructor(readonly begin: Begin) {}

  read(parts: readonly Buffer[]): Reading {
    try {
      for (const part of parts) {
        if (!this.#isOver) this.#part(part)
        this.#before += part.length
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#end = { refused: error.message }
    }
    if (this.#open?.untilEnd && typeof this.#end === 'string') this.#close(this.#open, this.#before)
    return { messages: this.#messages, ends: this.#ends, end: this.#end }
  }

  #part(part: Buffer): void {
    let bytes = part
    let at = 0
    while (at < bytes.length) {
      if (this.#open === null) {
        const begun = this.begin(bytes, at)
        if (begun !== 'nothing') this.#end = 'incomplete'
        if (typeof begun === 'string') return
        this.#open = begun
        bytes = begun.found.bytes
        at = begun.found.end
      }
      const open = this.#open
      const from = bytes
      at = open.body.read(bytes, at, (start, stop) => {
        this.#content += from.toString('latin1', start, stop)
      })
      if (!open.body.isDone) return
      this.#close(open, this.#before + part.length - (bytes.length - at))
      if (this.#isOver) return
    }
  }

  #close({ start, headers, body, isLast }: Begun, at: number): void {
    this.#ends.push(at)
    this.#messages.push({ start, headers, body: this.#content, trailers: body.trailers })
    this.#content = ''
    this.#open = null
    this.#end = 'clean'
    this.#isOver = isLast
  }
}
