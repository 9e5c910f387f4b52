import { setMaxListeners } from 'node:events'
import type { Clock } from '../core/clock.js'
import type { Journal } from '../core/journal.js'
import type { Prober, Sample } from '../core/probe.js'
import type { Guard } from '../core/process-group.js'
import type { Random } from '../core/random.js'
import type { Redaction } from '../core/redaction.js'
import { describeError } from '../core/socket-error.js'
import type { ProbeSpec } from '../experiment/experiment.js'
import type { Trust } from './trust.js'

export interface ProberOptions {
  readonly clock: Clock
  readonly journal: Journal
  /** Of the experiment file. */
  readonly folder: string
  readonly guard?: Guard | undefined
  readonly random?: Random
  readonly trust?: Trust
  readonly redaction?: Redaction | undefined
}

export interface RunningProber {
  /** Every probe has loaded what it needs. */
  readonly ready: Promise<void>
  /** Nothing is journalled after this; resolves when every sample under way has been given up. */
  stop(): Promise<void>
}

/** Samples of one probe that may be under way at the same time. */
export const MAX_OPEN = 20
const DEFAULT_EVERY_MS = 1_000

type Active = Extract<Prober, { readonly kind: 'active' }>

/** Active probes look at a fixed rate, whatever an answer takes; passive ones are shown every entry of the journal. */
export const startProber = (specs: readonly ProbeSpec[], options: ProberOptions): RunningProber => {
  const { clock, folder, guard, random, journal, redaction, trust: { context, environment } = {} } = options
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  const started = specs.map(({ id, everyMs, probe }) => {
    const prober = probe.open({
      clock,
      folder,
      ...(redaction && { redaction }),
      ...(guard && { guard }),
      ...(context && { trust: context }),
      ...(environment && { environment }),
      ...(random && { random: random.fork('probe', id) }),
    })
    if (prober.kind === 'passive') return { end: watch(id, prober, journal), prober, ready: undefined }
    if (prober.kind === 'listening') return { end: () => {}, prober, ready: hear(id, prober, options, stopping.signal) }
    const looking = lookOften(id, prober, everyMs ?? DEFAULT_EVERY_MS, options, stopping.signal)
    return { end: () => looking, prober, ready: undefined }
  })
  const prepared = started.map(({ prober, ready }) => (prober.kind === 'active' ? prober.prepare?.() : ready))
  return {
    ready: Promise.all(prepared).then(() => {}),
    async stop() {
      stopping.abort(new Error('the prober is stopped'))
      await Promise.all(started.map(({ end }) => end()))
      await Promise.all(started.map(({ prober }) => (prober.kind === 'passive' ? undefined : prober.close?.())))
    },
  }
}

const watch = (probe: string, { observe }: Extract<Prober, { readonly kind: 'passive' }>, journal: Journal) =>
  journal.subscribe(entry => {
    const sample = observe(entry)
    if (sample !== null) journal.append({ type: 'probe.sampled', probe, sample, ...('x' in entry && { x: entry.x }) })
  })

const hear = (
  probe: string,
  prober: Extract<Prober, { readonly kind: 'listening' }>,
  { journal }: ProberOptions,
  signal: AbortSignal,
): Promise<void> =>
  prober.listen(sample => {
    if (!signal.aborted) journal.append({ type: 'probe.sampled', probe, sample })
  })

/** Ticks are multiples of `everyMs` from the start; those that passed while the process stood still are left out. */
const lookOften = async (
  probe: string,
  prober: Active,
  everyMs: number,
  { clock, journal }: ProberOptions,
  signal: AbortSignal,
): Promise<void> => {
  const open = new Set<Promise<void>>()
  const start = clock.now()
  let crowded = false
  for (let tick = 0; !signal.aborted; tick = Math.max(tick, Math.floor((clock.now() - start) / everyMs)) + 1) {
    await clock.sleep(start + tick * everyMs - clock.now(), signal).catch(() => {})
    if (signal.aborted) break
    if (open.size >= MAX_OPEN) {
      if (!crowded) journal.append({ type: 'warning.raised', message: crowdedBy(probe) })
      crowded = true
      continue
    }
    const looking = look(probe, prober, clock, signal, sample =>
      journal.append({ type: 'probe.sampled', probe, sample }),
    )
    open.add(looking)
    looking.finally(() => open.delete(looking))
  }
  await Promise.all(open)
}

const crowdedBy = (probe: string): string =>
  `probe ${probe} is slower than its rate: ${MAX_OPEN} samples are under way, so some are skipped`

const look = async (
  probe: string,
  prober: Active,
  clock: Clock,
  signal: AbortSignal,
  tell: (sample: Sample) => void,
): Promise<void> => {
  const start = clock.now()
  const tellUnlessStopped = (sample: Sample | null) => {
    if (!signal.aborted && sample !== null) tell(sample)
  }
  try {
    tellUnlessStopped(await prober.sample(signal))
  } catch (error) {
    const detail = `probe ${probe} failed: ${describeError(error)}`
    tellUnlessStopped({ ok: false, latencyMs: clock.now() - start, error: 'probeError', detail })
  }
}
