import { serviceEnvironment } from '../core/child-environment.js'
import { runCommand } from '../core/command.js'
import { within } from '../core/deadline.js'
import { UserError } from '../core/problem.js'
import type { Guard } from '../core/process-group.js'
import { describeError } from '../core/socket-error.js'
import { showDuration } from '../core/units.js'
import type { HookSpec } from '../experiment/experiment.js'
import type { RunContext } from './run.js'

type Context = Pick<RunContext, 'clock' | 'journal' | 'halt' | 'record'> & {
  readonly experiment: Pick<RunContext['experiment'], 'folder' | 'hooks'>
}

/** Runs the hooks of `hooks.before` in order; throws a UserError (exit 6) at the first that fails. */
export const runBefore = async (context: Context, guard: Guard): Promise<void> => {
  for (const hook of context.experiment.hooks.before) {
    const why = await runHook(hook, 'before', { context, guard, signal: context.halt.signal })
    if (why !== null) throw new UserError(why, { exit: 'environment', hints: ['no fault was injected'] })
  }
}

/** Runs every hook of `hooks.cleanup`, whatever came of the others: no signal ends it. One that fails is exit 7. */
export const runCleanup = async (context: Context, guard: Guard): Promise<void> => {
  const { signal } = new AbortController()
  for (const hook of context.experiment.hooks.cleanup) {
    const why = await runHook(hook, 'cleanup', { context, guard, signal })
    if (why !== null) context.record('cleanupFailed', new UserError(why))
  }
}

type When = 'before' | 'cleanup'

interface Running {
  readonly context: Context
  readonly guard: Guard
  readonly signal: AbortSignal
}

/** Null when it succeeded, else why its last try did not. Rejects only when the signal aborts. */
const runHook = async (hook: HookSpec, when: When, { context, guard, signal }: Running): Promise<string | null> => {
  const { clock, journal, experiment } = context
  const command = hook.command.join(' ')
  const options = { argv: hook.command, cwd: experiment.folder, env: serviceEnvironment(process.env), guard }
  const start = clock.now()
  for (let tries = 1; ; tries++) {
    const why = await tried(hook.timeoutMs, context, signal, signal => runCommand(options, signal))
    if (why !== null && tries <= hook.retries) continue
    const detail = why === null ? {} : { why }
    journal.append({ type: 'hook.ended', when, command, tries, afterMs: clock.now() - start, ...detail })
    const often = tries > 1 ? ` (${tries} tries)` : ''
    return why === null ? null : `hook ${when}, ${command}: ${why}${often}`
  }
}

const tried = async (
  timeoutMs: number,
  { clock }: Context,
  signal: AbortSignal,
  act: (signal: AbortSignal) => ReturnType<typeof runCommand>,
): Promise<string | null> => {
  try {
    const done = await within(clock, timeoutMs, signal, act)
    if (done.expired) return `not done within ${showDuration(timeoutMs)}`
    const { code, signal: killedBy, stderr } = done.value
    if (code === 0) return null
    const said = stderr.trimEnd().split('\n').at(-1)?.slice(0, 200)
    return `${killedBy === null ? `exit code ${code}` : `ended by ${killedBy}`}${said ? `: ${said}` : ''}`
  } catch (error) {
    if (signal.aborted) throw signal.reason
    return describeError(error)
  }
}
