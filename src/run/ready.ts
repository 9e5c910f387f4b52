import type { SecureContext } from 'node:tls'
import type { Clock } from '../core/clock.js'
import { runCommand } from '../core/command.js'
import { tryConnect } from '../core/connect.js'
import { within } from '../core/deadline.js'
import { httpClient } from '../core/http-client.js'
import type { Guard } from '../core/process-group.js'
import { search } from '../core/safe-regex.js'
import { describeError } from '../core/socket-error.js'
import { inRanges, showRanges } from '../core/status.js'
import type { ReadySpec } from '../experiment/experiment.js'
import type { ServiceLog } from './service-log.js'

export interface ReadyOptions {
  readonly clock: Clock
  readonly log: ServiceLog
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly guard: Guard
  readonly trust?: SecureContext | undefined
}

/** One look: null when it is ready, else why not. Rejects only when the signal aborts. */
type Look = (signal: AbortSignal) => Promise<string | null>

/** The longest that one look may take, ms. */
const LOOK_MS = 5_000

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly last: string }

/** Looks again and again until the service is ready or its time is over. Rejects when the signal aborts. */
export const awaitReady = async (spec: ReadySpec, options: ReadyOptions, signal: AbortSignal): Promise<Readiness> => {
  const { clock } = options
  const { look, close } = lookerFor(spec, options)
  let last = 'no answer yet'
  const untilReady = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const looked = await within(clock, LOOK_MS, signal, look)
      if (!looked.expired && looked.value === null) return
      last = looked.expired ? `no answer within ${LOOK_MS / 1_000} s` : (looked.value ?? last)
      await clock.sleep(spec.everyMs, signal)
    }
  }
  try {
    const done = await within(clock, spec.timeoutMs, signal, untilReady)
    return done.expired ? { ready: false, last } : { ready: true }
  } finally {
    await close()
  }
}

interface Looker {
  readonly look: Look
  readonly close: () => Promise<void>
}

const nothing = async () => {}

const lookerFor = (spec: ReadySpec, { log, cwd, env, guard, trust }: ReadyOptions): Looker => {
  if (spec.kind === 'http') return httpLooker(spec, trust)
  if (spec.kind === 'tcp') return { look: signal => connectable(spec.host, spec.port, signal), close: nothing }
  if (spec.kind === 'log') return { look: () => said(spec.pattern, log), close: nothing }
  const { command: argv } = spec
  return { look: signal => succeeds({ argv, cwd, env, guard }, signal), close: nothing }
}

const httpLooker = (
  { url, status }: Extract<ReadySpec, { kind: 'http' }>,
  trust: SecureContext | undefined,
): Looker => {
  const client = httpClient({ reuse: false, keep: 0, connectTimeoutMs: LOOK_MS, trust })
  const look: Look = async signal => {
    const outcome = await client.call({ method: 'GET', url, headers: {}, body: null }, signal)
    if (!outcome.ok) return outcome.detail
    const { status: found } = outcome.answer
    return inRanges(status, found) ? null : `status ${found}, expected ${showRanges(status)}`
  }
  return { look, close: () => client.close() }
}

const connectable = async (host: string, port: number, signal: AbortSignal): Promise<string | null> => {
  const error = await tryConnect(host, port, signal)
  return error === null ? null : describeError(error)
}

/** Whole lines, each once; of a line that is not finished what there is of it. */
const said = async (pattern: RegExp, log: ServiceLog): Promise<string | null> => {
  const matches = (text: string) => search(pattern, text).kind === 'match'
  for (let lines = log.news(); lines !== ''; lines = log.news()) if (matches(lines)) return null
  return log.tail(1).some(matches) ? null : `no line matches ${pattern.source}`
}

const succeeds = async (command: Parameters<typeof runCommand>[0], signal: AbortSignal): Promise<string | null> => {
  try {
    const { code, signal: killedBy } = await runCommand(command, signal)
    return code === 0 ? null : `${command.argv[0]} ended with ${killedBy ?? `exit code ${code}`}`
  } catch (error) {
    if (signal.aborted) throw signal.reason
    return describeError(error)
  }
}
