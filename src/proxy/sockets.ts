import type net from 'node:net'

/** The connections that are open now. */
export interface Sockets {
  add(socket: net.Socket): void
  /** Ends all of them; resolves when they are gone. */
  close(): Promise<void>
}

export const openSockets = (): Sockets => {
  const all = new Set<net.Socket>()
  return {
    add(socket) {
      all.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => all.delete(socket))
    },
    async close() {
      const gone = [...all].map(socket => new Promise(resolve => socket.once('close', resolve)))
      for (const socket of all) socket.destroy()
      await Promise.all(gone)
    },
  }
}
