import type { SecureContext } from 'node:tls'
import * as v from 'valibot'
import type { Bound } from './bound-fault.js'
import type { Clock } from './clock.js'
import type { Cohort } from './cohort.js'
import type { Entry } from './journal.js'
import type { Json } from './json.js'
import type { Guard } from './process-group.js'
import type { Random } from './random.js'
import type { Redaction } from './redaction.js'

/** About the system, except `probeError`, which is about the probe itself and never counts against the system. */
export const SAMPLE_ERRORS = [
  ...(['connect', 'reset', 'timeout', 'tls', 'httpStatus', 'body', 'exit', 'badValue', 'probeError'] as const),
] as const
export type SampleError = (typeof SAMPLE_ERRORS)[number]

/** One look at the system. `latencyMs` of a timeout is the timeout: a lower bound. */
export type Sample = {
  /** The id of the trace that the request began. */
  readonly trace?: string
} & (
  | { readonly ok: true; readonly latencyMs: number; readonly status?: number; readonly value?: number }
  | {
      readonly ok: false
      readonly latencyMs: number
      readonly error: SampleError
      readonly detail?: string
      readonly status?: number
      readonly value?: number
    }
)

export interface ProbeTools {
  readonly clock: Clock
  /** The folder of the experiment file, for relative commands. */
  readonly folder: string
  /** The chance of this probe, for what its requests carry. */
  readonly random?: Random
  /** What a sample may not tell of what it saw. */
  readonly redaction?: Redaction
  /** Told of the process groups that a probe starts. */
  readonly guard?: Guard
  /** Whom its TLS clients trust, where that is more than Node trusts: the run's own certificate authority too. */
  readonly trust?: SecureContext
  /** What the programs that it starts find in their environment besides: whom to trust. */
  readonly environment?: Readonly<Record<string, string>>
}

/** An active probe looks when asked, a passive one watches the journal, a listening one is told by others. */
export type Prober =
  | {
      readonly kind: 'active'
      /** Loads what the first sample would otherwise have to wait for. */
      prepare?(): Promise<void>
      /** Null: there was nothing to see, which is no sample. */
      sample(signal: AbortSignal): Promise<Sample | null>
      close?(): Promise<void>
    }
  | { readonly kind: 'passive'; observe(entry: Entry): Sample | null }
  /** Listens itself; `listen` resolves when it does, and rejects with a UserError of exit `environment`. */
  | { readonly kind: 'listening'; listen(tell: (sample: Sample) => void): Promise<void>; close(): Promise<void> }

/** A probe as its author writes it: one file, one line in probes/index.ts. */
export interface Probe<Options> {
  /** The `type` in the file. */
  readonly name: string
  readonly summary: string
  /** Without `type` and `every`, which all active probes share. */
  readonly options: v.GenericSchema<unknown, Options>
  readonly examples: readonly [Json, ...Json[]]
  readonly kind: Prober['kind']
  /** The `proxy` or `proxy/route` that these options refer to, checked when the file loads. */
  target?(options: Options): string
  /** What it counts of the traffic of its target: one cohort, or a part that nobody knows beforehand. Without it: all. */
  part?(options: Options): Cohort | 'some' | undefined
  /** URLs whose hosts safety must allow. */
  urls?(options: Options): readonly string[]
  /** The program that each sample starts, with its arguments: `plan` shows it, and its user must allow it. */
  command?(options: Options): readonly string[]
  /** True when samples carry a value, so that `value.*` can be measured. */
  hasValue?(options: Options): boolean
  open(options: Options, tools: ProbeTools): Prober
}

export interface BoundProbe {
  readonly name: string
  readonly kind: Prober['kind']
  readonly target: string | null
  readonly part?: Cohort | 'some'
  readonly urls: readonly string[]
  readonly command: readonly string[] | null
  readonly hasValue: boolean
  open(tools: ProbeTools): Prober
}

export interface SealedProbe {
  readonly name: string
  readonly summary: string
  readonly kind: Prober['kind']
  readonly options: v.GenericSchema
  readonly examples: readonly [Json, ...Json[]]
  bind(input: unknown): Bound<BoundProbe>
}

export const defineProbe = <Options>(probe: Probe<Options>): SealedProbe => ({
  name: probe.name,
  summary: probe.summary,
  kind: probe.kind,
  options: probe.options,
  examples: probe.examples,
  bind(input) {
    const parsed = v.safeParse(probe.options, input)
    if (!parsed.success) return { ok: false, issues: parsed.issues }
    const options = parsed.output
    const part = probe.part?.(options)
    return {
      ok: true,
      value: {
        name: probe.name,
        kind: probe.kind,
        target: probe.target?.(options) ?? null,
        ...(part !== undefined && { part }),
        urls: probe.urls?.(options) ?? [],
        command: probe.command?.(options) ?? null,
        hasValue: probe.hasValue?.(options) ?? false,
        open: tools => probe.open(options, tools),
      },
    }
  },
})
