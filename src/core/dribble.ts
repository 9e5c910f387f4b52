import { type Body, slices } from './body.js'
import type { Exchange } from './exchange.js'
import type { Tools } from './fault.js'

/** Timers are no finer: what passes at once is worth this much time, and one byte at least. */
const TICK_MS = 5

/** The same bytes a few at a time, at `rate` bytes a second; all at once as soon as the fault is lifted. */
export async function* dribbled(body: Body, rate: number, exchange: Exchange, tools: Tools): Body {
  const start = tools.clock.now()
  let bytes = 0
  for await (const chunk of body)
    for (const slice of slices(chunk, Math.max(1, Math.floor((rate * TICK_MS) / 1_000)))) {
      const due = start + (bytes / rate) * 1_000
      bytes += slice.length
      if (!tools.lifted.aborted && due > tools.clock.now()) await tools.wait(due - tools.clock.now(), exchange)
      yield slice
    }
  tools.acted({ bytes, ms: Math.round(tools.clock.now() - start) })
}
