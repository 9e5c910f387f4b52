import type { IncomingMessage, ServerResponse } from 'node:http'
import * as v from 'valibot'
import { crossSite } from '../control/guard.js'
import { jsonBody } from '../control/json-body.js'
import { bearerOf, cookieOf, drawToken, whoseToken } from '../control/tokens.js'
import type { Audience } from './audience.js'
import { orderShape } from './order.js'
import { doorOf, POLICY, pageOf } from './page/page.js'
import { SCRIPT } from './page/script.js'
import { STYLE } from './page/style.js'
import { may, type Role } from './role.js'
import type { Scene } from './scene.js'
import { snapshotOf } from './snapshot.js'

/** What every answer needs. */
export interface Serving {
  readonly scene: Scene
  readonly audience: Audience
  readonly tokens: Readonly<Record<Role, string>>
  /** Cookies that were given for tokens; they only let read. */
  readonly sessions: Map<string, Role>
  readonly now: () => number
}

type Route = (
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  serving: Serving,
) => void | Promise<void>

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /': (request, response, origin, serving) => {
    const role = roleOf(request, origin, serving)
    html(response, role === null ? doorOf() : pageOf(snapshotOf(serving.scene, role, serving.now())))
  },
  'GET /page.css': (_, response) => send(response, 200, 'text/css; charset=utf-8', STYLE),
  'GET /page.js': (_, response) => send(response, 200, 'text/javascript; charset=utf-8', SCRIPT),
  'GET /v1/state': (request, response, origin, serving) => {
    const role = roleOf(request, origin, serving)
    if (role === null) return refuse(response, 401, UNKNOWN)
    json(response, 200, snapshotOf(serving.scene, role, serving.now()))
  },
  'GET /v1/events': (request, response, origin, serving) => {
    const role = roleOf(request, origin, serving)
    if (role === null) return refuse(response, 401, UNKNOWN)
    const form = new URL(request.url ?? '/', origin).searchParams.get('as') === 'html' ? 'html' : 'json'
    if (!serving.audience.add(response, role, form)) refuse(response, 503, 'there are too many onlookers')
  },
  'POST /v1/session': exchange,
  'POST /v1/orders': obey,
}

const UNKNOWN = 'expected Authorization: Bearer and a token of this run'

/** Everything that the control port answers; what comes from another site is refused first. */
export const answer = async (...[request, response, origin, serving]: Parameters<Route>): Promise<void> => {
  const path = (request.url ?? '').split('?')[0] ?? ''
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const route = ROUTES[`${method} ${path}`]
  if (route === undefined)
    return refuse(response, methodsOf(path).length > 0 ? 405 : 404, 'there is no such thing here')
  const refusal = path === '/' ? null : crossSite(request, origin)
  if (refusal !== null) return refuse(response, refusal.status, refusal.why)
  await route(request, response, origin, serving)
}

const methodsOf = (path: string): readonly string[] => Object.keys(ROUTES).filter(key => key.endsWith(` ${path}`))

/** A cookie of its own for each port: browsers do not tell ports apart (RFC 6265, 8.5). */
const cookieName = (origin: string): string => `fallacy-${new URL(origin).port}`

/** Whose request it is, for reading. */
const roleOf = ({ headers }: IncomingMessage, origin: string, { tokens, sessions }: Serving): Role | null => {
  const bearer = bearerOf(headers.authorization)
  if (bearer !== null) return whoseToken(tokens, bearer)
  return sessions.get(cookieOf(headers.cookie, cookieName(origin)) ?? '') ?? null
}

/** A token becomes a cookie that no script sees and no other site sends. */
function exchange(request: IncomingMessage, response: ServerResponse, origin: string, { tokens, sessions }: Serving) {
  const role = whoseToken(tokens, bearerOf(request.headers.authorization) ?? '')
  if (role === null) return refuse(response, 401, UNKNOWN)
  const session = drawToken()
  sessions.set(session, role)
  response.setHeader('set-cookie', `${cookieName(origin)}=${session}; HttpOnly; SameSite=Strict; Path=/`)
  json(response, 200, { role })
}

/** Orders need the token itself: other servers of this machine are sent its cookies too. */
async function obey(request: IncomingMessage, response: ServerResponse, _: string, serving: Serving): Promise<void> {
  const role = whoseToken(serving.tokens, bearerOf(request.headers.authorization) ?? '')
  if (role === null) return refuse(response, 401, UNKNOWN)
  const body = await jsonBody(request)
  if (!body.ok) return refuse(response, body.status, body.status === 413 ? 'expected at most 16 KiB' : 'expected JSON')
  const order = v.safeParse(orderShape, body.value)
  if (!order.success) return refuse(response, 400, order.issues.map(({ message }) => message).join('; '))
  if (!may(role, order.output.do)) return refuse(response, 403, `an ${role} may not ${order.output.do}`)
  const why = serving.scene.desk.order(order.output)
  serving.audience.tell()
  if (why === null) json(response, 200, { done: order.output.do })
  else refuse(response, 409, why)
}

const send = (response: ServerResponse, status: number, type: string, text: string): void => {
  response.writeHead(status, { 'content-type': type })
  response.end(text)
}

const html = (response: ServerResponse, text: string): void => {
  response.setHeader('content-security-policy', POLICY)
  send(response, 200, 'text/html; charset=utf-8', text)
}

const json = (response: ServerResponse, status: number, value: unknown): void =>
  send(response, status, 'application/json', `${JSON.stringify(value)}\n`)

const refuse = (response: ServerResponse, status: number, error: string): void => json(response, status, { error })
