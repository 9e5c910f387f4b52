import net from 'node:net'

/** Ports of 127.0.0.1 that are free now, all different. Whoever binds them later may still find one taken. */
export const freePorts = async (count: number): Promise<number[]> => {
  const servers = await Promise.all(Array.from({ length: count }, listening))
  const ports = servers.map(portOf)
  await Promise.all(servers.map(server => new Promise(closed => server.close(closed))))
  return ports
}

const listening = (): Promise<net.Server> =>
  new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })

const portOf = (server: net.Server): number => {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('a listening TCP server has an address')
  return address.port
}
