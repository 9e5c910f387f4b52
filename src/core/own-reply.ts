import * as v from 'valibot'
import { bodyOf } from './body.js'
import { Cut, type Exchange, type Reply } from './exchange.js'
import type { Tools } from './fault.js'
import type { HeaderList } from './headers.js'
import { oneOf } from './options.js'

/** A reply of a fault's own, with a line of text that says so. */
export const ownReply = (status: number, text: string, headers: HeaderList = []): Reply => {
  const body = `fallacy: ${text}\n`
  return {
    status,
    headers: [
      ...headers,
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Content-Length', String(Buffer.byteLength(body))],
    ],
    body: bodyOf(body),
    isInjected: true,
  }
}

/** How a client learns that it gets no reply. */
export const unansweredHow = v.pipe(
  oneOf(['none', 'reset', 502]),
  v.description('what the client sees: silence until it gives up or the fault is lifted, RST, or a 502'),
)

/** What takes the place of a reply that is lost. */
export const unanswered = async (
  how: v.InferOutput<typeof unansweredHow>,
  exchange: Exchange,
  tools: Tools,
): Promise<Reply> => {
  if (how === 502) return ownReply(502, 'the reply was lost')
  if (how === 'none') await tools.wait(Number.POSITIVE_INFINITY, exchange)
  throw new Cut(how === 'reset' ? 'reset' : 'close')
}
