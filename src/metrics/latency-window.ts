import type { Sample } from '../core/probe.js'
import { ascending, quantile } from './point.js'

/** What a probe saw in the last seconds; null where it saw nothing. */
export interface Rolling {
  readonly n: number
  readonly perSecond: number
  readonly p50: number | null
  readonly p95: number | null
  /** A share of 1. */
  readonly errors: number
  readonly probeErrors: number
  /** The slowest of each of the last slots, oldest first. */
  readonly spark: readonly (number | null)[]
}

const KEPT = 512
const SLOTS = 20
const SLOT_MS = 1_000

interface Slot {
  /** The second that it counts, whole seconds since the start of the run. */
  second: number
  n: number
  failed: number
  probeErrors: number
  slowest: number | null
}

/** The last 512 latencies and 20 seconds of one probe, in rings that never grow. */
export class LatencyWindow {
  readonly #latencies = new Float64Array(KEPT)
  readonly #times = new Float64Array(KEPT).fill(Number.NEGATIVE_INFINITY)
  readonly #slots: Slot[] = Array.from({ length: SLOTS }, () => emptySlot(-1))
  readonly #since: number
  #added = 0

  /** `since`: when there could first be a sample, ms. */
  constructor(since = 0) {
    this.#since = since
  }

  add(sample: Sample, t: number): void {
    const slot = this.#slotAt(Math.floor(t / SLOT_MS))
    if (!sample.ok && sample.error === 'probeError') {
      slot.probeErrors++
      return
    }
    slot.n++
    if (!sample.ok) slot.failed++
    slot.slowest = Math.max(slot.slowest ?? 0, sample.latencyMs)
    const at = this.#added++ % KEPT
    this.#latencies[at] = sample.latencyMs
    this.#times[at] = t
  }

  at(now: number): Rolling {
    const second = Math.floor(now / SLOT_MS)
    const slots = Array.from({ length: SLOTS }, (_, at) => this.#read(second - SLOTS + 1 + at))
    const sum = (count: (slot: Slot) => number) => slots.reduce((total, slot) => total + count(slot), 0)
    const n = sum(slot => slot.n)
    const since = now - SLOTS * SLOT_MS
    const sorted = ascending(this.#latencies.filter((_, at) => (this.#times[at] ?? 0) > since))
    return {
      n,
      perSecond: n / Math.max(1, (now - Math.max(this.#since, (second - SLOTS + 1) * SLOT_MS)) / SLOT_MS),
      p50: sorted.length === 0 ? null : quantile(sorted, 0.5),
      p95: sorted.length === 0 ? null : quantile(sorted, 0.95),
      errors: n === 0 ? 0 : sum(slot => slot.failed) / n,
      probeErrors: sum(slot => slot.probeErrors),
      spark: slots.map(({ slowest }) => slowest),
    }
  }

  #slotAt(second: number): Slot {
    const slot = this.#read(second)
    this.#slots[second % SLOTS] = slot
    return slot
  }

  /** The slot of that second; an empty one if its place holds another second. */
  #read(second: number): Slot {
    const slot = second < 0 ? undefined : this.#slots[second % SLOTS]
    return slot?.second === second ? slot : emptySlot(second)
  }
}

const emptySlot = (second: number): Slot => ({ second, n: 0, failed: 0, probeErrors: 0, slowest: null })
