import * as v from 'valibot'
import type { HostRules } from '../hosts.js'
import { doc } from './shapes.js'

export interface ProxySurroundings {
  /** Where relative paths start. */
  readonly folder: string
  readonly rules: HostRules
}

const glob = v.pipe(
  v.string(),
  v.startsWith('/', issue => `expected a path that starts with /, found "${issue.input}"`),
)
export const route = v.strictObject({
  method: doc(v.optional(v.pipe(v.string(), v.toUpperCase())), 'A method such as POST.'),
  path: doc(v.optional(glob), 'A path; `*` matches within a segment, `**` across segments.'),
  host: doc(v.optional(v.string()), 'The Host of the request.'),
  header: doc(v.optional(v.record(v.string(), v.string())), 'Header fields that must be there; `*` is any value.'),
})

export const routes = doc(
  v.optional(v.record(v.string(), route), {}),
  'Parts of the traffic that faults can aim at; the first that matches wins.',
)

const LISTEN = /^(\[[\da-fA-F:.]+\]|[^:\s]+):(\d{1,5})$/
/** An address to listen at. */
export const listenAt = v.pipe(
  v.string(),
  v.check(
    text => Number(LISTEN.exec(text)?.[2] ?? 65_536) < 65_536,
    issue => `expected an address such as 127.0.0.1:9002 (port 0: a free one), found "${issue.input}"`,
  ),
  v.transform(text => {
    const [, host = '', port] = LISTEN.exec(text) ?? []
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
  }),
)
export const listen = doc(
  v.optional(listenAt, '127.0.0.1:0'),
  'Where clients connect: host and port, 0 for a free one; beyond this machine with --listen and --allow-clients only.',
)

/** A URL without userinfo, query and fragment. */
export const upstream = v.pipe(
  v.string(),
  v.check(isOrigin, issue => `expected a URL such as http://127.0.0.1:9102, found "${issue.input}"`),
  v.transform(text => (URL.canParse(text) ? new URL(text) : new URL('http://127.0.0.1'))),
)
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username + password + search + hash === ''
}
