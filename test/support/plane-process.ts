import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Json } from '../../src/core/json.js'

/** What a process holds after a garbage collection, memory in bytes, and how many exchanges ended how. */
export interface Held {
  readonly rss: number
  readonly heapUsed: number
  /** What of it V8 has for what was made last: next to nothing is in it now. */
  readonly young: number
  /** The heap and what hangs on it, such as buffers. */
  readonly live: number
  readonly descriptors: number
  /** Sockets that listen. */
  readonly listening: number
  /** The longest that its event loop was late since it was last asked. */
  readonly longestMs: number
  readonly ends: Readonly<Record<string, number>>
}

export interface PlaneProcess extends AsyncDisposable {
  readonly port: number
  held(): Promise<Held>
}

/**
 * A proxy before `upstream` (http:, tcp:, or h2c: for HTTP/2) in a process of its own, so that its memory and its time are
 * nobody else's; perhaps with a fault. With the folder of an authority it is a forward proxy to whom every host is there.
 */
export const planeProcess = async (
  upstream: URL,
  fault: Readonly<Record<string, Json>> = {},
  folder?: string,
): Promise<PlaneProcess> => {
  const script = fileURLToPath(new URL('./plane-main.mjs', import.meta.url))
  const child = fork(script, [upstream.href, JSON.stringify(fault), ...(folder === undefined ? [] : [folder])], {
    execArgv: ['--expose-gc'],
  })
  const end = died(child)
  end.catch(() => {})
  const { port } = await said(child, end)
  return {
    port: Number(port),
    async held() {
      child.send('held')
      // What plane-main.mjs sends.
      return (await said(child, end)) as unknown as Held
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

const died = (child: ChildProcess): Promise<never> =>
  once(child, 'exit').then(([code]) => Promise.reject(new Error(`the proxy's process ended: ${code}`)))

const said = async (child: ChildProcess, end: Promise<never>): Promise<Record<string, unknown>> => {
  const [message] = await Promise.race([once(child, 'message'), end])
  return message
}
