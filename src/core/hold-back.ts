import type { Exchange } from './exchange.js'
import type { Tools } from './tools.js'

/** Holds an exchange back for `ms`, and says for how long it really was; null: there was nothing to do. */
export const holdBack = async (
  ms: number | null,
  exchange: Pick<Exchange, 'signal'>,
  tools: Pick<Tools, 'clock' | 'wait' | 'acted'>,
): Promise<void> => {
  if (ms === null) return
  const start = tools.clock.now()
  try {
    if (ms > 0) await tools.wait(ms, exchange)
  } finally {
    tools.acted({ ms: micros(tools.clock.now() - start) })
  }
}

/** To the microsecond. */
export const micros = (ms: number): number => Math.round(ms * 1_000) / 1_000
