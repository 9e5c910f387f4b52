import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'

// Loaded into the Node programs of a service that goes through a forward proxy, by NODE_OPTIONS: a Node that does not
// read HTTPS_PROXY by itself learns it here, for http, https and fetch. It is on its own: nothing of ours is imported.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const knowsProxies = major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21)
const { HTTPS_PROXY: proxy = '', NO_PROXY: direct = '' } = process.env
const passed = new Set(direct.split(','))

interface Place {
  readonly host: string
  readonly port: number
}

type Connected = (error: Error | null, socket: net.Socket | null) => void

/** A tunnel to the place, by CONNECT (RFC 9110 9.3.6). */
const tunnel = ({ host, port }: Place, done: Connected): void => {
  const { hostname, port: proxyPort } = new URL(proxy)
  const socket = net.connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(proxyPort) })
  const authority = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`
  let said = Buffer.alloc(0)
  const fail = (error: Error) => done(error, null)
  const take = (part: Buffer) => {
    said = Buffer.concat([said, part])
    const end = said.indexOf('\r\n\r\n')
    if (end < 0) return
    socket.off('data', take).off('error', fail).pause()
    const [line = ''] = said.toString('latin1').split('\r\n')
    if (!/^HTTP\/1\.1 200 /.test(line)) return fail(new Error(`the proxy refuses ${authority}: ${line}`))
    if (said.length > end + 4) socket.unshift(said.subarray(end + 4))
    done(null, socket)
  }
  socket.once('error', fail).on('data', take)
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
}

interface Asked {
  readonly host?: string | null | undefined
  readonly hostname?: string | null | undefined
  readonly port?: number | string | null | undefined
  readonly servername?: string | null | undefined
}

/** A connection to what a client asks for, with TLS or without. */
const connect = (asked: Asked, secure: tls.ConnectionOptions | null, done: Connected): void => {
  const host = (asked.hostname ?? asked.host ?? 'localhost').replace(/^\[|\]$/g, '')
  const place = { host, port: Number(asked.port) || (secure === null ? 80 : 443) }
  const dress = (socket: net.Socket): void => {
    if (secure === null) {
      done(null, socket)
      socket.resume()
      return
    }
    const servername = asked.servername || (net.isIP(host) === 0 ? host : '')
    const dressed = tls.connect({ ...secure, socket, servername })
    dressed.once('secureConnect', () => done(null, dressed)).once('error', error => done(error, null))
  }
  if (passed.has(host)) {
    const socket = net.connect(place)
    socket.once('connect', () => dress(socket)).once('error', error => done(error, null))
  } else tunnel(place, (error, socket) => (socket === null ? done(error, null) : dress(socket)))
}

/** Each outcome is told once. */
const once = (done: Connected): Connected => {
  let told = false
  return (error, socket) => {
    if (!told) done(error, socket)
    told = true
  }
}

const goThrough = (): void => {
  const options = { keepAlive: true, scheduling: 'lifo', timeout: 5_000 } as const
  const plain = Object.assign(new http.Agent(options), {
    createConnection: (asked: Asked, done: Connected) => connect(asked, null, once(done)),
  })
  const secure = Object.assign(new https.Agent(options), {
    createConnection: (asked: Asked & tls.ConnectionOptions, done: Connected) => connect(asked, asked, once(done)),
  })
  Object.assign(http, { globalAgent: plain })
  Object.assign(https, { globalAgent: secure })
  goThroughWithFetch()
}

/** The dispatcher of fetch is made when fetch is first looked at; a new one is made as that was. */
const goThroughWithFetch = (): void => {
  if (typeof globalThis.Request !== 'function') return
  const key = Symbol.for('undici.globalDispatcher.1')
  const dispatcher: unknown = Reflect.get(globalThis, key)
  if (typeof dispatcher !== 'object' || dispatcher === null) return
  const through = (asked: Asked & { readonly protocol: string }, done: Connected) =>
    connect(asked, asked.protocol === 'https:' ? { ALPNProtocols: ['http/1.1'] } : null, once(done))
  Reflect.set(globalThis, key, Reflect.construct(dispatcher.constructor, [{ connect: through }]))
}

if (!knowsProxies && URL.canParse(proxy)) goThrough()
