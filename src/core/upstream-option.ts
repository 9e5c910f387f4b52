import * as v from 'valibot'

const WANTED = 'http:// or https://, a host and perhaps a port and a path, such as http://127.0.0.1:9001'

const isOrigin = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username + password + search + hash === ''
}

const WANTED_ANY = `${WANTED}, or tcp:// with a host and a port`

/**
 * Where requests can be sent: an origin, and perhaps a path that is put before each request-target; or where connections
 * of TCP can be sent.
 */
export const destinationOption = v.pipe(
  v.string(`expected ${WANTED_ANY}`),
  v.check(
    text => isOrigin(text) || isTcp(text),
    issue => `expected ${WANTED_ANY}, found ${JSON.stringify(issue.input)}`,
  ),
  v.metadata({ description: WANTED_ANY, examples: ['http://127.0.0.1:9001', 'tcp://127.0.0.1:6379'] }),
)

/** Whether a destination is one of TCP. */
export const isTcp = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, port, href } = new URL(text)
  return protocol === 'tcp:' && hostname !== '' && port !== '' && href === `tcp://${hostname}:${port}`
}
