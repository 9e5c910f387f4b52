import type { Readable } from 'node:stream'
import { type Guard, signalGroup } from './process-group.js'

export interface Command {
  readonly argv: readonly [string, ...string[]]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly guard?: Guard | undefined
}

/** `stdout` and `stderr` are the first MiB of each. */
export interface CommandResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

const CAP = 1024 ** 2

/**
 * Runs a program, without a shell, in a process group of its own that is killed as a whole when the program ends or the
 * signal aborts. Rejects with the signal's reason, or with the system's error when it cannot be started.
 */
export const runCommand = ({ argv: [file, ...args], cwd, env, guard }: Command, signal: AbortSignal) =>
  new Promise<CommandResult>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    // Loaded when something is started: it is 5 ms of every command's start.
    const { spawn } = process.getBuiltinModule('node:child_process')
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const { pid } = child
    child.once('error', reject)
    if (pid === undefined) return
    guard?.watch(pid)
    const [stdout, stderr] = [kept(child.stdout), kept(child.stderr)]
    const kill = () => signalGroup(pid, 'SIGKILL')
    // Whoever left the group may hold the pipes open.
    const leave = () => {
      if (child.exitCode === null && child.signalCode === null) kill()
      child.stdout.destroy()
      child.stderr.destroy()
    }
    signal.addEventListener('abort', leave, { once: true })
    child.once('exit', () => {
      kill()
      guard?.unwatch(pid)
    })
    child.once('close', (code, killedBy) => {
      signal.removeEventListener('abort', leave)
      if (signal.aborted) reject(signal.reason)
      else resolve({ code, signal: killedBy, stdout: stdout(), stderr: stderr() })
    })
  })

/** Reads all of it, so that the writer never waits, and keeps the start. */
const kept = (stream: Readable): (() => string) => {
  const chunks: Buffer[] = []
  let left = CAP
  stream.on('data', (chunk: Buffer) => {
    if (left > 0) chunks.push(chunk.subarray(0, left))
    left -= chunk.length
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
