import type { Json } from '../../src/core/json.js'

/** Faults that a long reply passes through, none of which is what holds it up. */
export const STREAMED: Readonly<Record<string, Json>> = {
  bandwidth: { rate: '1000MB/s' },
  buffering: { until: '64KiB' },
  latency: { add: '10ms', at: 'eachChunk' },
  loss: { rate: '1%', rtt: '1ms', rto: '1ms' },
  pause: { every: '1s', for: '1ms' },
  quota: { bytes: '10000MB', over: 'close' },
  slice: { size: '64KiB', variation: '50%' },
  slowReader: { rate: '1000MB/s', direction: 'down' },
  stall: { at: '1MiB', duration: '1ms' },
  tamper: { replace: { a: 'b' } },
  truncate: { at: '990MB' },
}
