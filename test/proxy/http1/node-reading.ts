import http from 'node:http'
import { Duplex } from 'node:stream'
import { fromRaw } from '../../../src/core/headers.js'
import type { Message, Reading } from './reading.js'

/** A connection that gives these bytes and then ends; what is written to it is dropped. */
const connectionOf = (bytes: Buffer): Duplex => {
  const duplex = new Duplex({
    read() {},
    write: (_chunk, _encoding, done) => done(),
    final: done => done(),
  })
  duplex.push(bytes)
  duplex.push(null)
  // node:http asks a socket for these.
  return Object.assign(duplex, { setTimeout() {}, setNoDelay() {}, setKeepAlive() {}, ref() {}, unref() {} })
}

const LIMITS = { maxHeaderSize: 64 * 1024, insecureHTTPParser: false }

/** The requests in these bytes, as a node:http server reads them. */
export const nodeRequests = (bytes: Buffer): Promise<Reading> =>
  new Promise(resolve => {
    const messages: Message[] = []
    let begun = 0
    const server = http.createServer({ ...LIMITS, keepAliveTimeout: 0 })
    server.maxHeadersCount = 0
    const serve = (request: http.IncomingMessage, response: http.ServerResponse) => {
      begun++
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString('latin1')
      })
      request.on('end', () => {
        const { method, url, rawHeaders, rawTrailers } = request
        const trailers = fromRaw(rawTrailers)
        messages.push({ start: `${method} ${url}`, headers: fromRaw(rawHeaders), body, trailers })
        response.end()
      })
      request.on('error', () => {})
    }
    server.on('request', serve)
    server.on('checkContinue', serve)
    server.on('checkExpectation', serve)
    let refused: string | null = null
    const connection = connectionOf(bytes)
    server.on('clientError', (error: NodeJS.ErrnoException) => {
      refused = error.code ?? error.message
      connection.destroy()
    })
    connection.on('close', () => resolve({ messages, ends: [], end: endOf(refused, begun === messages.length) }))
    server.emit('connection', connection)
  })

/** The reply in these bytes, as a node:http client reads it. */
export const nodeReply = (bytes: Buffer, method: string): Promise<Reading> =>
  new Promise(resolve => {
    const messages: Message[] = []
    const request = http.request({ ...LIMITS, method, createConnection: () => connectionOf(bytes) })
    request.maxHeadersCount = 0
    request.on('information', ({ statusCode, statusMessage, rawHeaders }) => {
      messages.push({ start: `${statusCode} ${statusMessage}`, headers: fromRaw(rawHeaders), body: '', trailers: [] })
    })
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ messages, ends: [], end: endOf(error.code ?? '', false) }),
    )
    request.on('upgrade', (_, socket) => {
      socket.destroy()
      resolve({ messages, ends: [], end: { refused: 'upgrade' } })
    })
    request.on('response', response => {
      let body = ''
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString('latin1')
      })
      response.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ messages, ends: [], end: endOf(error.code ?? '', false) }),
      )
      response.on('close', () => {
        if (response.complete) {
          const { statusCode, statusMessage, rawHeaders, rawTrailers } = response
          const start = `${statusCode} ${statusMessage}`
          messages.push({ start, headers: fromRaw(rawHeaders), body, trailers: fromRaw(rawTrailers) })
        }
        resolve({ messages, ends: [], end: endOf(null, response.complete) })
      })
    })
    request.end()
  })

const endOf = (refused: string | null, isWhole: boolean): Reading['end'] => {
  if (refused !== null) return { refused }
  return isWhole ? 'clean' : 'incomplete'
}
