import type http from 'node:http'
import { httpOrigin } from './origin.js'
import { planeProcess } from './plane-process.js'

/** An origin that answers so, and a proxy before it in a process of its own. */
export const measured = async (answer: (request: http.IncomingMessage, response: http.ServerResponse) => void) => {
  const origin = await httpOrigin(answer)
  const proxy = await planeProcess(origin.url)
  return {
    origin,
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await origin[Symbol.asyncDispose]()
    },
  }
}
