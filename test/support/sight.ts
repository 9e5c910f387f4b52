import http from 'node:http'
import { h2Client } from './h2.js'

/** Everything that a client can tell of one exchange. */
export interface Sight {
  status?: number | undefined
  version?: string
  headers: unknown
  interim: number
  body: string
  ending: 'held' | 'well' | 'broken'
  /** The code of a GOAWAY. */
  goaway?: number | undefined
  /** Whether it got the first part of the reply before the rest was sent. */
  isEarly?: boolean
  /** How often the upstream was asked for it. */
  asked?: number
}
type Ask = (path: string, accept: string, method: 'GET' | 'POST') => Sight

const SENT = 'x'.repeat(200)
const sent = (accept: string, method: string) => ({
  ...{ accept, authorization: 'Bearer a', cookie: 'a=b', 'accept-encoding': 'gzip' },
  ...(method === 'POST' && { 'content-length': String(SENT.length) }),
})

const byHttp1 = (port: number): { readonly ask: Ask; readonly close: () => void } => {
  const agent = new http.Agent({ keepAlive: true })
  return {
    ask(path, accept, method) {
      const sight: Sight = { headers: [], interim: 0, body: '', ending: 'held' }
      const call = http.request({ port, host: '127.0.0.1', path, agent, method, headers: sent(accept, method) })
      const breaks = () => {
        if (sight.ending === 'held') sight.ending = 'broken'
      }
      call.on('error', breaks).on('information', () => sight.interim++)
      call.on('response', response => {
        const { statusCode, httpVersion, rawHeaders } = response
        Object.assign(sight, { status: statusCode, version: httpVersion, headers: rawHeaders })
        response
          .setEncoding('latin1')
          .on('data', part => (sight.body += part))
          .on('error', breaks)
        response.on('end', () => (sight.ending = response.complete ? 'well' : 'broken'))
      })
      call.end(method === 'POST' ? SENT : undefined)
      return sight
    },
    close: () => agent.destroy(),
  }
}

const byHttp2 = (port: number): { readonly ask: Ask; readonly close: () => void } => {
  const client = h2Client(`http://127.0.0.1:${port}`)
  return {
    ask(path, accept, method) {
      const sight: Sight = { headers: {}, interim: 0, body: '', ending: 'held' }
      const { stream } = client.open({ ':path': path, ':method': method, ...sent(accept, method) })
      stream.on('headers', () => sight.interim++)
      stream.on('response', head => Object.assign(sight, { status: head[':status'], headers: { ...head } }))
      stream.setEncoding('latin1').on('data', part => (sight.body += part))
      let isOver = false
      stream.on('end', () => (isOver = true))
      stream.on('close', () => {
        const isWell = isOver && stream.rstCode === 0 && sight.status !== undefined
        Object.assign(sight, { ending: isWell ? 'well' : 'broken', goaway: client.goaway?.code })
      })
      stream.end(method === 'POST' ? SENT : undefined)
      return sight
    },
    close: () => client.session.destroy(),
  }
}

/** A client for each version, on one connection. */
export const CLIENTS = { http1: byHttp1, http2: byHttp2 }
