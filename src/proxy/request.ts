import type http from 'node:http'
import type { Body } from '../core/body.js'
import type { Request } from '../core/exchange.js'
import { fromRaw, hasHeader, headerOf } from '../core/headers.js'
import { originForm } from './match.js'
import { Departed } from './pipeline.js'

/** Body bytes from the client and to it. */
export interface Count {
  received: number
  sent: number
}

/** A request as node:http received it; what is read of its body is counted. */
export const requestOf = (req: http.IncomingMessage, count: Count): Request => {
  const { method = '', url: target = '' } = req
  const headers = fromRaw(req.rawHeaders)
  const length = headerOf(headers, 'content-length')
  const empty = !hasHeader(headers, 'transfer-encoding') && (length === undefined || Number(length) === 0)
  let url: URL | undefined
  return {
    ...{ method, target, headers },
    body: empty ? null : uploaded(req, count),
    trailers: () => fromRaw(req.rawTrailers),
    get url() {
      url ??= urlOf(target, headerOf(headers, 'host'))
      return url
    },
  }
}

/** For matching only: a target or Host that makes no URL is read as far as it can be. */
const urlOf = (target: string, host = ''): URL => {
  const base = `http://${URL.canParse(`http://${host}`) ? host : 'unknown'}`
  const path = originForm(target).replace(/^\/*/, '/')
  return URL.canParse(path, base) ? new URL(path, base) : new URL(base)
}

async function* uploaded(req: http.IncomingMessage, count: Count): Body {
  try {
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      count.received += chunk.length
      yield chunk
    }
  } catch {
    throw new Departed('clientLeft')
  }
  if (!req.complete) throw new Departed('clientLeft')
}
