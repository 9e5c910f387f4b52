import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface PlaneProcess extends AsyncDisposable {
  readonly port: number
  /** Resident memory after a garbage collection, in bytes. */
  memory(): Promise<number>
}

/** A proxy before `upstream` in a process of its own, so that its memory is nobody else's. */
export const planeProcess = async (upstream: URL): Promise<PlaneProcess> => {
  const script = fileURLToPath(new URL('./plane-main.mjs', import.meta.url))
  const child = fork(script, [upstream.href], { execArgv: ['--expose-gc'] })
  const { port } = await said(child)
  return {
    port: Number(port),
    async memory() {
      child.send('memory')
      return Number((await said(child)).rss)
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

const said = async (child: ChildProcess): Promise<Record<string, unknown>> => {
  const died = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the proxy's process ended: ${code}`)))
  const [message] = await Promise.race([once(child, 'message'), died])
  died.catch(() => {})
  return message
}
