import * as v from 'valibot'

const WANTED = 'http:// or https://, a host and perhaps a port and a path, such as http://127.0.0.1:9001'

const isOrigin = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username + password + search + hash === ''
}

/** Where requests can be sent: an origin, and perhaps a path that is put before each request-target. */
export const upstreamOption = v.pipe(
  v.string(`expected ${WANTED}`),
  v.check(isOrigin, issue => `expected ${WANTED}, found ${JSON.stringify(issue.input)}`),
  v.metadata({ description: WANTED, examples: ['http://127.0.0.1:9001'] }),
)
