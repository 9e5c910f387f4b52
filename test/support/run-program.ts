import { type ChildProcess, spawn } from 'node:child_process'

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface ProgramOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  readonly timeoutMs?: number
  /** Told as soon as it runs, for tests that send signals. */
  readonly started?: (child: ChildProcess) => void
}

/** Runs a program to its end, with its output as text; kills it, and says so by its signal, when that takes too long. */
export const runProgram = (
  [file, ...args]: readonly [string, ...string[]],
  { cwd, env = process.env, input = '', timeoutMs = 15_000, started }: ProgramOptions = {},
): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL' })
    started?.(child)
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', part => (stdout += part))
    child.stderr.setEncoding('utf8').on('data', part => (stderr += part))
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
