import net from 'node:net'

/** Makes a TCP connection and closes it; the error, or null when it was made. Rejects when the signal aborts. */
export const tryConnect = (host: string, port: number, signal: AbortSignal): Promise<Error | null> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ host, port })
    const leave = () => {
      socket.destroy()
      reject(signal.reason)
    }
    const settle = (error: Error | null) => {
      signal.removeEventListener('abort', leave)
      socket.destroy()
      resolve(error)
    }
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    socket.once('connect', () => settle(null))
    socket.on('error', settle)
  })
