import type { IncomingMessage, ServerResponse } from 'node:http'
import { type LoopbackServer, serveLoopback } from '../../control/loopback-server.js'
import { UserError } from '../../core/problem.js'
import type { Family } from '../../metrics/family.js'
import { prometheusText } from '../../metrics/prometheus-text.js'

export interface MetricsServer extends Pick<LoopbackServer, 'close'> {
  readonly url: string
}

/** Answers `GET /metrics` on a port of loopback. Rejects with a UserError when it cannot listen. */
export const serveMetrics = async (address: string, families: () => readonly Family[]): Promise<MetricsServer> => {
  const [, bracketed, port = ''] = /^(.+):(\d{1,5})$/.exec(address) ?? []
  if (bracketed === undefined || Number(port) > 65_535)
    throw new UserError(`--metrics: expected an address of this machine such as 127.0.0.1:9464, found "${address}"`)
  const host = bracketed.replace(/^\[|\]$/g, '')
  const { origin, close } = await serveLoopback({ what: '--metrics', host, port: Number(port) }, (request, response) =>
    answer(request, response, families),
  )
  return { url: `${origin}/metrics`, close }
}

const answer = (request: IncomingMessage, response: ServerResponse, families: () => readonly Family[]): void => {
  const [status, text] = verdictOn(request)
  response.writeHead(status, {
    'content-type': status === 200 ? 'text/plain; version=0.0.4; charset=utf-8' : 'text/plain',
  })
  response.end(text ?? prometheusText(families()))
}

const verdictOn = ({ method, url }: IncomingMessage): readonly [status: number, text?: string] => {
  if (url?.split('?')[0] !== '/metrics') return [404, 'there is /metrics\n']
  return method === 'GET' || method === 'HEAD' ? [200] : [405, 'GET only\n']
}
