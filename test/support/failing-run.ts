import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EXIT } from '../../src/core/problem.js'
import { readJournal } from '../../src/run/read-journal.js'
import { bareEnvironment, COMMAND, temporaryFolder } from './cli.js'
import { runProgram } from './run-program.js'
import { answering, smallExperiment } from './small-experiment.js'

const PRELOAD = fileURLToPath(new URL('./failing-call.mjs', import.meta.url))

export const FAILURES = [
  ['open', 'EMFILE'],
  ['write', 'ENOSPC'],
  ['connect', 'ETIMEDOUT'],
  ['send', 'EPIPE'],
  ['read', 'ECONNRESET'],
] as const

export interface FailedRun {
  /** The name of its exit code. */
  readonly exit: string
  readonly stderr: string
  /** The laws that it broke; none where it ended in order. */
  readonly broken: readonly string[]
}

/** A whole run of the command in which the n-th call of a kind fails. */
export const failingRun = async (kind: string, code: string, nth: number): Promise<FailedRun> => {
  using upstream = await answering()
  using folder = temporaryFolder({ 'x.yaml': smallExperiment(upstream.url, { inject: '300ms' }) })
  const env = { ...bareEnvironment(), FAIL: `${kind} ${code} ${nth}`, FALLACY_STATE_DIR: folder.path }
  const command = [process.execPath, '--import', PRELOAD, COMMAND, 'run', 'x.yaml'] as const
  const done = await runProgram(command, { cwd: folder.path, env, timeoutMs: 30_000 })
  const exit = Object.entries(EXIT).find(([, number]) => number === done.code)?.[0] ?? `${done.code ?? done.signal}`
  const { stderr } = done
  const wrong = {
    'it ends by a code that says what happened': !/^(pass|fail|usage|inconclusive|aborted|notSteady|environment)$/.test(
      exit,
    ),
    'no stack is shown': /\n {4}at /.test(stderr),
    'what is on comes off': stderr.includes('slow on') && !/faults +off, verified/.test(stderr),
    'the journal can be read': !isReadable(join(folder.path, 'fallacy-report/latest/events.ndjson')),
  }
  return { exit, stderr, broken: Object.entries(wrong).flatMap(([law, isBroken]) => (isBroken ? [law] : [])) }
}

/** A disk that was full from the first line on leaves none. */
const isReadable = (journal: string): boolean => {
  if (!existsSync(journal) || readFileSync(journal).length === 0) return true
  return readJournal(journal).length > 0
}
