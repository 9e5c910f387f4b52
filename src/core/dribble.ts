import { type Body, slices } from './body.js'
import type { Exchange } from './exchange.js'
import type { Tools } from './tools.js'

/** Bytes a second, as it is by then; what passes at once is worth so much time, and one byte at least. */
export interface Dribble {
  readonly rate: () => number
  readonly tickMs: number
}

/**
 * The same bytes a few at a time; all at once as soon as the fault is lifted. What has passed is waited for before more
 * is asked of the sender.
 */
export async function* dribbled(body: Body, { rate, tickMs }: Dribble, exchange: Exchange, tools: Tools): Body {
  const start = tools.clock.now()
  const size = () =>
    tools.lifted.aborted ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor((rate() * tickMs) / 1_000))
  let [bytes, due] = [0, start]
  try {
    for await (const chunk of body)
      for (const slice of slices(chunk, size)) {
        yield slice
        bytes += slice.length
        due += (slice.length / rate()) * 1_000
        if (!tools.lifted.aborted && due > tools.clock.now()) await tools.wait(due - tools.clock.now(), exchange)
      }
  } finally {
    tools.acted({ bytes, ms: Math.round(tools.clock.now() - start) })
  }
}
