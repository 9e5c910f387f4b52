import net from 'node:net'
import { onTestFinished } from 'vitest'

/** What `remoteAddress` asks, which itself cannot be replaced. */
const ASKED = '_getpeername'

/**
 * Clients that come from these addresses of loopback look as if they came from others, until the test is over:
 * `{ '127.0.0.3': '203.0.113.3' }`. What they are answered reaches them all the same.
 */
export const playStrangers = (from: Readonly<Record<string, string>>): void => {
  const usual: unknown = Reflect.get(net.Socket.prototype, ASKED)
  if (typeof usual !== 'function') throw new Error(`sockets have no ${ASKED} any more`)
  const played = function (this: net.Socket) {
    const peer = usual.call(this)
    const real = String(peer.address).replace(/^::ffff:/, '')
    const other = from[real]
    return other === undefined ? peer : { ...peer, address: peer.address.replace(real, other) }
  }
  Reflect.set(net.Socket.prototype, ASKED, played)
  onTestFinished(() => void Reflect.set(net.Socket.prototype, ASKED, usual))
}

/** What a client from an address of loopback is told first; nothing when its connection ends before. */
export const saidFrom = (localAddress: string, port: number, words: string | Buffer): Promise<string> =>
  new Promise(resolve => {
    const socket = net.connect({ host: '127.0.0.1', port, localAddress }, () => socket.write(words))
    socket.once('data', chunk => {
      resolve(chunk.toString('latin1'))
      socket.destroy()
    })
    socket.on('error', () => {}).on('close', () => resolve(''))
  })
