import { randomInt } from 'node:crypto'
import net from 'node:net'
import { UserError } from '../core/problem.js'

/**
 * Below what systems give to outgoing connections and to whoever asks for any port (Linux: from 32768, others: from
 * 49152), so that such a one cannot take a port between now and the moment it is needed.
 */
const [FIRST, PAST] = [20_000, 32_000]

/** Ports of 127.0.0.1 that are free now, all different. Rejects with a UserError when there are not so many. */
export const freePorts = async (count: number, start = randomInt(PAST - FIRST)): Promise<number[]> => {
  const found: number[] = []
  for (let step = 0; found.length < count; step++) {
    if (step === PAST - FIRST)
      throw new UserError(`expected ${count} free ports from ${FIRST} to ${PAST - 1}, found ${found.length}`, {
        exit: 'environment',
      })
    const port = FIRST + ((start + step) % (PAST - FIRST))
    if (await isFree(port)) found.push(port)
  }
  return found
}

const isFree = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
