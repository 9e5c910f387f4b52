import { setMaxListeners } from 'node:events'
import type { SecureContext } from 'node:tls'
import type { Clock } from '../core/clock.js'
import { within } from '../core/deadline.js'
import { KEPT_TO_LOOK, looksAtBody, unlikeReply } from '../core/expected-reply.js'
import { type HttpClient, type HttpOutcome, httpClient } from '../core/http-client.js'
import type { Journal } from '../core/journal.js'
import type { Sample } from '../core/probe.js'
import type { Random } from '../core/random.js'
import type { Redaction } from '../core/redaction.js'
import { inRanges, type StatusRange, showRanges } from '../core/status.js'
import { traced } from '../core/trace.js'
import type { LoadSpec } from '../experiment/experiment.js'
import { type DrawnRequest, drawRequest, gapBefore } from './load-request.js'

export interface LoadOptions {
  readonly clock: Clock
  readonly journal: Journal
  readonly random: Random
  /** Whom the requests trust; without it all that Node trusts. */
  readonly trust?: SecureContext | undefined
  readonly redaction?: Redaction | undefined
}

/** All loads of a run: an open model, where arrivals never wait for answers. */
export interface Load {
  /** The HTTP client is loaded. */
  readonly ready: Promise<void>
  /** Starts the loads of that phase; the result stops their arrivals, requests in flight go on. */
  start(phase: string): () => void
  /** Waits at most `graceMs` for requests in flight and gives up the rest; nothing is journalled after it. */
  close(graceMs: number): Promise<void>
}

const SUCCESS: readonly StatusRange[] = [[200, 399]]

export const openLoad = (specs: readonly LoadSpec[], options: LoadOptions): Load => {
  const streams = specs.map(spec => openStream(spec, options))
  return {
    ready: Promise.all(streams.map(({ prepare }) => prepare())).then(() => {}),
    start(phase) {
      const stopping = new AbortController()
      for (const { spec, arrive } of streams)
        if (spec.phases === null || spec.phases.includes(phase)) void arrive(stopping.signal)
      return () => stopping.abort(new Error('the load is stopped'))
    },
    async close(graceMs) {
      await Promise.all(streams.map(({ close }) => close(graceMs)))
    },
  }
}

const openStream = (spec: LoadSpec, { clock, journal, random, trust, redaction }: LoadOptions) => {
  const { id: load, maxInFlight, timeoutMs } = spec
  const chance = random.fork('load', load)
  const keep = spec.requests.some(({ expect }) => looksAtBody(expect)) ? KEPT_TO_LOOK : 0
  const client = httpClient({ reuse: true, keep, connectTimeoutMs: timeoutMs, trust })
  const giveUp = new AbortController()
  const inFlight = new Set<Promise<void>>()
  let ordinal = 0
  let closing = false
  setMaxListeners(0, giveUp.signal)
  const send = async (drawn: DrawnRequest, trace: string | undefined, due: number) => {
    const lateMs = clock.now() - due
    const asking = { clock, due, timeoutMs, signal: giveUp.signal, redaction }
    const found = await ask(client, drawn, asking).catch(() => null)
    if (found === null || giveUp.signal.aborted) return
    const sample: Sample = trace === undefined ? found : { ...found, trace }
    journal.append({ type: 'load.sampled', load, request: drawn.name, sample, lateMs })
  }
  const arrival = (due: number) => {
    const number = ordinal++
    const request = drawRequest(spec, chance, number)
    if (inFlight.size >= maxInFlight) return journal.append({ type: 'load.dropped', load })
    const { headers, trace } = traced(request.headers, chance.fork('trace', number))
    const sending = send({ ...request, headers }, trace, due)
    inFlight.add(sending)
    sending.finally(() => inFlight.delete(sending))
  }
  const arrive = async (signal: AbortSignal) => {
    await client.prepare()
    let due = clock.now() + gapBefore(spec, chance, ordinal)
    for (;;) {
      await clock.sleep(due - clock.now(), signal).catch(() => {})
      if (signal.aborted || closing) return
      for (const now = clock.now(); due <= now; due += gapBefore(spec, chance, ordinal)) arrival(due)
    }
  }
  const close = async (graceMs: number) => {
    closing = true
    if (graceMs > 0) await within(clock, graceMs, giveUp.signal, signal => settled(inFlight, signal)).catch(() => {})
    giveUp.abort(new Error('the load is closed'))
    await client.close()
  }
  return { spec, prepare: client.prepare, arrive, close }
}

const settled = (work: ReadonlySet<Promise<void>>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    Promise.all(work).then(() => resolve(), reject)
  })

interface Asking {
  readonly clock: Clock
  readonly due: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly redaction: Redaction | undefined
}

/** Latency counts from the time the request was due: what it waited in here is the system's, not ours to hide. */
const ask = async (client: HttpClient, request: DrawnRequest, asking: Asking) => {
  const { clock, due, timeoutMs, signal, redaction } = asking
  const done = await within(clock, timeoutMs, signal, signal => client.call(request, signal))
  const latencyMs = clock.now() - due
  if (done.expired) return { ok: false, latencyMs, error: 'timeout' } as const
  return judged(done.value, latencyMs, request.expect, redaction)
}

const judged = (
  outcome: HttpOutcome,
  latencyMs: number,
  expect: DrawnRequest['expect'],
  redaction: Redaction | undefined,
): Sample => {
  if (!outcome.ok) return { ...outcome, latencyMs }
  const { status } = outcome.answer
  const good = [...SUCCESS, ...expect.status]
  if (!inRanges(good, status))
    return {
      ok: false,
      latencyMs,
      status,
      error: 'httpStatus',
      detail: `status ${status}, expected ${showRanges(good)}`,
    }
  const detail = unlikeReply(outcome.answer, expect, redaction)
  return detail === null ? { ok: true, latencyMs, status } : { ok: false, latencyMs, status, error: 'body', detail }
}
