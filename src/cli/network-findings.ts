import net from 'node:net'
import type { networkInterfaces } from 'node:os'
import type { Finding } from './doctor.js'

/** Whether a proxy could listen at an address; `state` is how bad it is if not. */
export const port = (host: string, state: Finding['state']): Promise<Finding> =>
  new Promise(done => {
    const server = net.createServer()
    server.once('error', error => done({ state, said: `no port of ${host} can be listened on: ${error.message}` }))
    server.listen(0, host, () => server.close(() => done({ state: 'good', said: `ports of ${host} are there` })))
  })

/** Where other machines reach this one; link-local addresses are of no use without the name of an interface. */
export const reachable = (interfaces: ReturnType<typeof networkInterfaces>): Finding => {
  const all = Object.values(interfaces).flatMap((some = []) => some.filter(one => !one.internal && !one.scopeid))
  if (all.length === 0) return { state: 'good', said: 'other machines do not reach this one' }
  const [{ address, cidr } = { address: '', cidr: null }] = all
  return {
    state: 'good',
    said: `other machines reach this one at ${all.map(one => one.address).join(', ')}`,
    cure: `proxies listen there only with --listen ${address} --allow-clients ${cidr ?? address}, or whoever may connect`,
  }
}
