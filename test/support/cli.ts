import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The real command, as it was built before the tests. */
export const COMMAND = fileURLToPath(new URL('../../dist/bin/main.js', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd?: string
  /** Added to an environment that has nothing but PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly timeoutMs?: number
  /** Told as soon as it runs, for tests that send signals. */
  readonly started?: (child: ChildProcess) => void
}

/** Runs `fallacy` with these arguments to its end; kills it, and says so by its signal, when that takes too long. */
export const fallacy = (args: readonly string[], options: CliOptions = {}): Promise<Finished> => {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: { PATH, HOME, ...options.env },
    timeout: options.timeoutMs ?? 50_000,
    killSignal: 'SIGKILL',
  })
  options.started?.(child)
  child.stdin.end(options.input ?? '')
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', chunk => {
      stdout += chunk
    })
    child.stderr.setEncoding('utf8').on('data', chunk => {
      stderr += chunk
    })
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}

/** A folder of its own for one test, gone afterwards. */
export const temporaryFolder = (files: Readonly<Record<string, string>> = {}) => {
  const path = mkdtempSync(join(tmpdir(), 'fallacy-test-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content)
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
