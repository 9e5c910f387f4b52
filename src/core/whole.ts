import { type Body, bodyOf } from './body.js'
import { leavable } from './deadline.js'
import type { Tools } from './fault.js'
import { type HeaderList, headerOf, withLength } from './headers.js'
import type { Message } from './message.js'
import { lengthOf } from './moment.js'
import { showSize } from './units.js'

/** The most of a body that is held in order to see it whole, in bytes. */
export const WHOLE_LIMIT = 1024 ** 2

/** Takes a body in portions, each as large as `take` is told, and gives the rest of it as it comes. */
export interface Gatherer {
  /** Holds what comes until the body ends, there are more than `limit` bytes, or `leave` aborts. Rejects as the body does. */
  take(limit: number, leave: AbortSignal): Promise<{ readonly held: Buffer; readonly isOver: boolean }>
  /** What was not taken, behind what is given back. */
  rest(back?: Buffer): Body
}

export const openGatherer = (body: Body): Gatherer => {
  const source = body[Symbol.asyncIterator]()
  /** A chunk that was asked for when `leave` aborted. */
  let pending: ReturnType<typeof source.next> | null = null
  const next = () => {
    const asked = pending ?? source.next()
    pending = null
    return asked
  }
  return {
    async take(limit, leave) {
      const chunks: Uint8Array[] = []
      for (let size = 0; size <= limit; ) {
        const asked = next()
        const result = await leavable(asked, leave).catch(error => {
          if (!leave.aborted) throw error
          pending = asked
          return null
        })
        if (result === null || result.done) return { held: Buffer.concat(chunks), isOver: result !== null }
        chunks.push(result.value)
        size += result.value.length
      }
      return { held: Buffer.concat(chunks), isOver: false }
    },
    async *rest(back = Buffer.alloc(0)) {
      try {
        if (back.length > 0) yield back
        for (let result = await next(); !result.done; result = await next()) yield result.value
      } finally {
        await source.return?.()
      }
    },
  }
}

/** A whole body, or one that is as good as unread. */
export type Gathered = { readonly whole: Buffer } | { readonly whole: null; readonly body: Body }

export const gather = async (body: Body, limit: number, leave: AbortSignal): Promise<Gathered> => {
  const gatherer = openGatherer(body)
  const { held, isOver } = await gatherer.take(limit, leave)
  if (isOver) return { whole: held }
  return { whole: null, body: gatherer.rest(held) }
}

/** Other bytes for a whole body, or why there are none. */
export type Change = (bytes: Buffer) => Buffer | { readonly why: string }

/** The message with its whole body changed, and its length told; where that cannot be, the same message and a miss. */
export const changed = async ({ headers, body }: Message, change: Change, tools: Tools): Promise<Message> => {
  const unfit = whyNotWhole(headers)
  if (unfit !== null) return missed(unfit, { headers, body }, tools)
  const gathered = await gather(body, WHOLE_LIMIT, tools.lifted)
  if (gathered.whole === null) {
    const why = tools.lifted.aborted ? 'the fault was lifted before the body was whole' : TOO_LARGE
    return missed(why, { headers, body: gathered.body }, tools)
  }
  const bytes = attempt(change, gathered.whole)
  if ('why' in bytes) return missed(bytes.why, { headers, body: bodyOf(gathered.whole) }, tools)
  return { headers: withLength(headers, bytes.length), body: bodyOf(bytes) }
}

/** Lists in lists in lists without end are more than the stack can take: they are the upstream's, so it is a miss. */
const attempt = (change: Change, bytes: Buffer): ReturnType<Change> => {
  try {
    return change(bytes)
  } catch (error) {
    if (error instanceof RangeError) return { why: 'the body is nested too deeply' }
    throw error
  }
}

const missed = (why: string, message: Message, tools: Tools): Message => {
  tools.missed(why)
  return message
}

const TOO_LARGE = `the body has more than ${showSize(WHOLE_LIMIT)}`

/** What a head says against waiting for the whole body and reading it. */
const whyNotWhole = (headers: HeaderList): string | null => {
  if ((lengthOf(headers) ?? 0) > WHOLE_LIMIT) return TOO_LARGE
  if (/^text\/event-stream\b/i.test(headerOf(headers, 'content-type') ?? '')) return 'a stream of events has no end'
  return whyNotPlain(headers)
}

/** Why the bytes of a body are not its text; null when they are. */
export const whyNotPlain = (headers: HeaderList): string | null => {
  const coding = headerOf(headers, 'content-encoding') ?? 'identity'
  return coding.toLowerCase() === 'identity' ? null : `the body is compressed (${coding}): noCompression would help`
}
