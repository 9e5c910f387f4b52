import type { Splitter, Unit } from './messages.js'
import { WHOLE_LIMIT } from './whole.js'

/** An event ends with an empty line (HTML, 9.2.6). */
const END = /\r\n\r\n|\n\r\n|\n\n|\r\r/g
const SAYS = /^(?:data|event|id|retry)(?::|$)/m

/** Finds server-sent events; comments, which keep a connection alive, are about the connection. */
export const eventStream = (): Splitter => {
  let held: Buffer = Buffer.alloc(0)
  const event = (bytes: Buffer): Unit => {
    const text = bytes.toString('latin1')
    const from = text.search(/^data: ?/m)
    const kind = SAYS.test(text) ? 'message' : 'control'
    return { kind, bytes, from: from < 0 ? 0 : from + (/^data: ?/.exec(text.slice(from))?.[0].length ?? 0) }
  }
  return {
    push(chunk) {
      const bytes = Buffer.concat([held, chunk])
      const found: Unit[] = []
      let start = 0
      // The end of an event may lie across two chunks.
      const scanned = Math.max(0, held.length - 3)
      for (const match of bytes.toString('latin1', scanned).matchAll(END)) {
        const end = scanned + match.index + match[0].length
        found.push(event(bytes.subarray(start, end)))
        start = end
      }
      held = bytes.subarray(start)
      if (held.length <= WHOLE_LIMIT) return found
      found.push({ kind: 'part', bytes: held, from: 0 })
      held = Buffer.alloc(0)
      return found
    },
    rest: () => held,
  }
}
