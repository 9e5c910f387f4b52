import { closedLoop } from './closed-loop.js'
import { httpOrigin } from './origin.js'
import { planeProcess } from './plane-process.js'

export interface Soaked {
  readonly replies: number
  readonly errors: readonly string[]
  /** Resident bytes of the proxy after the first and the last third. */
  readonly early: number
  readonly late: number
}

/** 256 keep-alive connections ask for 1 KiB in a closed loop, for `ms`, through a proxy without any fault. */
export const soak = async (ms: number): Promise<Soaked> => {
  const body = 'x'.repeat(1024)
  await using origin = await httpOrigin((request, response) => {
    request.resume()
    response.end(body)
  })
  await using proxy = await planeProcess(origin.url)
  const loop = closedLoop(proxy.port, { connections: 256, body })
  await loop.run(ms / 3)
  const { rss: early } = await proxy.held()
  await loop.run((ms * 2) / 3)
  const { rss: late } = await proxy.held()
  await loop.close()
  return { replies: loop.replies(), errors: loop.errors(), early, late }
}
