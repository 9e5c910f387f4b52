import type net from 'node:net'

/**
 * The first bytes that come, as many as are enough to tell; they stay to be read. Null when the connection ends, or the
 * signal aborts, before that: then what came stays too.
 */
export const firstBytes = (
  socket: net.Socket,
  isEnough: (bytes: Buffer) => boolean,
  signal: AbortSignal,
): Promise<Buffer | null> =>
  new Promise(resolve => {
    let bytes: Buffer = Buffer.alloc(0)
    const finish = (found: Buffer | null) => {
      socket.off('data', take).off('end', leave).off('close', leave)
      signal.removeEventListener('abort', leave)
      socket.pause()
      if (bytes.length > 0 && !socket.readableEnded) socket.unshift(bytes)
      resolve(found)
    }
    const leave = () => finish(null)
    const take = (part: Buffer) => {
      bytes = bytes.length === 0 ? part : Buffer.concat([bytes, part])
      if (isEnough(bytes)) finish(bytes)
    }
    if (signal.aborted || socket.destroyed || socket.readableEnded) return resolve(null)
    socket.on('data', take).once('end', leave).once('close', leave)
    signal.addEventListener('abort', leave, { once: true })
    socket.resume()
  })

/** What a client speaks that begins so: a TLS handshake record, a request of HTTP/1; undefined: that cannot be told yet. */
export const spokenBy = (first: Buffer): 'tls' | 'http' | 'other' | undefined => {
  if (first[0] === 0x16) return 'tls'
  const text = first.toString('latin1', 0, 40)
  if (/^[A-Z-]{1,20} (?:\/|https?:|\* HTTP\/1)/i.test(text)) return 'http'
  return /^[A-Z-]{0,20}(?: (?:h(?:t(?:tp?s?)?)?|\*(?: (?:H(?:T(?:TP?)?)?\/?)?)?)?)?$/i.test(text) ? undefined : 'other'
}
