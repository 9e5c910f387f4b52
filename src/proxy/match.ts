import type { Request } from '../core/exchange.js'
import { headerOf } from '../core/headers.js'
import { glob } from './glob.js'
import type { ProxySpec, RouteSpec } from './rule.js'

/** The id of the first route that a request belongs to, as `proxy/route`; `proxy` when it belongs to none. */
export const routeFinder = ({ id, routes }: Pick<ProxySpec, 'id' | 'routes'>): ((request: Request) => string) => {
  const tests = routes.map(route => ({ name: `${id}/${route.id}`, matches: routeMatcher(route) }))
  return request => tests.find(({ matches }) => matches(request))?.name ?? id
}

/** True of a route, `proxy` or `proxy/route`, that a target is or holds. */
export const isWithin = (route: string, target: string): boolean =>
  target === route || (route.startsWith(target) && route[target.length] === '/')

export const routeMatcher = (route: RouteSpec): ((request: Request) => boolean) => {
  const method = route.method?.toUpperCase()
  const path = route.path === null ? null : glob(route.path)
  const host = route.host === null ? null : glob(route.host.toLowerCase())
  const withPort = route.host !== null && /:\d+$/.test(route.host)
  const headers = Object.entries(route.headers)
  return request => {
    if (method !== undefined && method !== request.method) return false
    if (path !== null && !path(pathOf(request.target))) return false
    if (host !== null && !host(hostOf(request, withPort))) return false
    return headers.every(([name, wanted]) => {
      const value = headerOf(request.headers, name)
      return value !== undefined && (wanted === '*' || value === wanted)
    })
  }
}

/** The request-target in origin-form: an absolute one loses its scheme and authority (RFC 9112 3.2.2). */
export const originForm = (target: string): string => {
  if (target.startsWith('/')) return target
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target)?.[0]
  if (absolute === undefined) return target
  const rest = target.slice(absolute.length)
  return rest.startsWith('/') ? rest : `/${rest}`
}

const pathOf = (target: string): string => {
  const path = originForm(target)
  const end = path.search(/[?#]/)
  return end < 0 ? path : path.slice(0, end)
}

const hostOf = ({ headers }: Request, withPort: boolean): string => {
  const host = (headerOf(headers, 'host') ?? '').toLowerCase()
  return withPort ? host : host.replace(/:\d+$/, '')
}
