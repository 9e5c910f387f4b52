import { createHash, randomBytes } from 'node:crypto'
import http from 'node:http'
import type { Duplex } from 'node:stream'
import { webSocketStream } from '../core/websocket-stream.js'

/** A line on which texts come; RFC 6455, as little of it as the shop needs. */
export interface Line {
  /** When the last thing came, in ms of `performance.now()`, whatever it was. */
  readonly heardAt: number
  /** Resolves when the line is gone. */
  readonly gone: Promise<void>
  hangUp(): void
}

/** Opens a line; rejects where there is none, or when there was no answer for so long (0: it waits). */
export const openLine = (url: string, told: (text: string) => void, patienceMs = 0): Promise<Line> =>
  new Promise((resolve, reject) => {
    const key = randomBytes(16).toString('base64')
    const asking = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key,
    }
    const asked = http.get(url, { headers: asking, agent: false })
    asked.on('error', reject)
    asked.setTimeout(patienceMs, () => asked.destroy(new Error(`no answer in ${patienceMs} ms`)))
    asked.on('response', reply => {
      reply.destroy()
      reject(new Error(`${url} answered ${reply.statusCode}`))
    })
    asked.on('upgrade', (_, socket, early: Buffer) => {
      socket.setTimeout(0)
      const messages = webSocketStream()
      let heardAt = performance.now()
      const hear = (bytes: Buffer) => {
        heardAt = performance.now()
        for (const unit of messages.push(bytes))
          if (unit.kind === 'message') told(unit.bytes.toString('utf8', unit.from))
      }
      socket.on('data', hear).on('error', () => {})
      hear(early)
      const gone = new Promise<void>(resolve => socket.once('close', () => resolve()))
      resolve({
        get heardAt() {
          return heardAt
        },
        gone,
        hangUp: () => socket.destroy(),
      })
    })
  })

/** Agrees to a handshake; what it returns sends a text of up to 125 bytes. */
export const acceptLine = (socket: Duplex, key: string): ((text: string) => void) => {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
  socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'))
  return text => socket.write(Buffer.concat([Buffer.from([0x81, Buffer.byteLength(text)]), Buffer.from(text)]))
}
