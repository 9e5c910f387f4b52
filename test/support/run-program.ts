import { spawn } from 'node:child_process'

/** Runs a program to its end; its output as text. Killed after 15 s. */
export const runProgram = (
  command: readonly [string, ...string[]],
  { input = '', env = process.env }: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> =>
  new Promise((resolve, reject) => {
    const [file, ...args] = command
    const child = spawn(file, args, { env, timeout: 15_000, killSignal: 'SIGKILL' })
    let [out, err] = ['', '']
    child.stdout.on('data', part => (out += part))
    child.stderr.on('data', part => (err += part))
    child.once('error', reject)
    child.once('close', code => resolve({ code, out, err }))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
