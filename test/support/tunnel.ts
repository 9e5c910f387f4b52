import net from 'node:net'
import tls from 'node:tls'

/** A tunnel through a forward proxy; rejects when the proxy says anything but 200. */
export const tunnelTo = (port: number, authority: string, early = ''): Promise<net.Socket> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n${early}`)
    let said = ''
    const take = (part: Buffer) => {
      said += part.toString('latin1')
      const end = said.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', take)
      socket.pause()
      if (!said.startsWith('HTTP/1.1 200 ')) return reject(new Error(said))
      if (said.length > end + 4) socket.unshift(Buffer.from(said.slice(end + 4), 'latin1'))
      resolve(socket)
    }
    socket.on('data', take)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`closed after "${said}"`)))
  })

/** Shakes hands over a connection. */
export const secured = (socket: net.Socket, options: tls.ConnectionOptions): Promise<tls.TLSSocket> =>
  new Promise((resolve, reject) => {
    const secure = tls.connect({ socket, ...options }, () => resolve(secure))
    secure.once('error', reject)
    secure.once('close', () => reject(new Error('closed')))
  })

/** Sends this and reads to the end; the text, and how the connection ended. */
export const talk = (
  socket: net.Socket,
  text: string,
  { halfClose = false } = {},
): Promise<{ readonly text: string; readonly error: string | null }> =>
  new Promise(resolve => {
    let received = ''
    let error: string | null = null
    socket.on('data', part => (received += part.toString('latin1')))
    socket.on('error', ({ message }) => {
      error = message
    })
    socket.once('end', () => socket.end())
    socket.once('close', () => resolve({ text: received, error }))
    if (halfClose) socket.end(text)
    else socket.write(text)
    socket.resume()
  })
