import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SampleName } from '../../src/sample/names.js'

const MAIN = fileURLToPath(new URL('../../dist/sample/main.js', import.meta.url))

export interface Service extends AsyncDisposable {
  readonly url: string
  readonly child: ChildProcess
  get(path: string): Promise<unknown>
  post(path: string, json: unknown, headers?: Record<string, string>): Promise<{ status: number; body: unknown }>
}

/** Starts one service of the sample shop as a real process on a free port; it is ended when disposed. */
export const service = async (name: SampleName, env: Record<string, string> = {}): Promise<Service> => {
  const child = spawn(process.execPath, [MAIN, name], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const kill = () => child.kill()
  process.once('exit', kill)
  const [line]: unknown[] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), exited])
  const url = /http:\S+/.exec(String(line))?.[0]
  if (url === undefined) throw new Error(`${name} did not start: ${line}`)
  return {
    url,
    child,
    get: async path => (await fetch(url + path)).json(),
    async post(path, json, headers = {}) {
      const reply = await fetch(url + path, { method: 'POST', body: JSON.stringify(json), headers })
      return { status: reply.status, body: await reply.json() }
    },
    async [Symbol.asyncDispose]() {
      kill()
      await exited
      process.off('exit', kill)
    },
  }
}
