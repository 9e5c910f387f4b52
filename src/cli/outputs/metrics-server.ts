import http from 'node:http'
import { UserError } from '../../core/problem.js'
import { isLoopback } from '../../experiment/hosts.js'
import type { Family } from '../../metrics/family.js'
import { prometheusText } from '../../metrics/prometheus-text.js'

export interface MetricsServer {
  readonly url: string
  close(): Promise<void>
}

/**
 * Answers `GET /metrics` on a port of loopback. The Host of a request must be loopback too, or a page in a browser could
 * read it under a name of its own (DNS rebinding). Rejects with a UserError when it cannot listen.
 */
export const serveMetrics = async (address: string, families: () => readonly Family[]): Promise<MetricsServer> => {
  const [, bracketed = '', port = ''] = /^(.+):(\d{1,5})$/.exec(address) ?? []
  const host = bracketed.replace(/^\[|\]$/g, '')
  if (!isLoopback(host) || Number(port) > 65_535)
    throw new UserError(`--metrics: expected an address of this machine such as 127.0.0.1:9464, found "${address}"`)
  const server = http.createServer((request, response) => answer(request, response, families))
  await new Promise<void>((done, failed) => {
    server.once('error', cause =>
      failed(new UserError(`--metrics: cannot listen on ${address}: ${cause.message}`, { exit: 'environment', cause })),
    )
    server.listen({ host, port: Number(port) }, done)
  })
  const bound = server.address()
  const number = typeof bound === 'object' && bound !== null ? bound.port : port
  return {
    url: `http://${bracketed}:${number}/metrics`,
    close: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

const answer = (request: http.IncomingMessage, response: http.ServerResponse, families: () => readonly Family[]) => {
  const [status, text] = verdictOn(request)
  response.writeHead(status, {
    'content-type': status === 200 ? 'text/plain; version=0.0.4; charset=utf-8' : 'text/plain',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(text ?? prometheusText(families()))
}

const verdictOn = ({ method, url, headers }: http.IncomingMessage): readonly [status: number, text?: string] => {
  const host = headers.host?.replace(/:\d+$/, '') ?? ''
  if (!isLoopback(host)) return [403, 'the Host is not this machine\n']
  if (url?.split('?')[0] !== '/metrics') return [404, 'there is /metrics\n']
  return method === 'GET' || method === 'HEAD' ? [200] : [405, 'GET only\n']
}
