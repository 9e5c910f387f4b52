import * as v from 'valibot'
import { defineFault } from '../core/fault.js'
import { shape } from '../core/options.js'
import { ownReply } from '../core/own-reply.js'

const WANTED = 'a path such as /elsewhere or a URL such as http://127.0.0.1:9001/elsewhere'

const location = v.pipe(
  v.string(`expected ${WANTED}`),
  v.check(
    text => /^[\x21-\x7e]+$/.test(text) && (text.startsWith('/') || /^https?:$/.test(protocolOf(text))),
    issue => `expected ${WANTED}, found ${JSON.stringify(issue.input)}`,
  ),
  v.metadata({ description: WANTED, examples: ['/elsewhere'] }),
)

const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : '')

export const redirect = defineFault({
  name: 'redirect',
  seen: '3xx with Location; with loop: its own limit of redirects (curl 47)',
  peers: 'WireMock stub with status 302',
  fallacy: 'Topology does not change',
  summary: 'Answers with a redirect: the thing is said to be elsewhere, or exactly where it was asked for.',
  protocols: ['http1', 'http2'],
  options: v.pipe(
    shape({
      status: v.optional(
        v.pipe(
          v.picklist([301, 302, 307, 308], 'expected 301, 302, 307 or 308'),
          v.description('301 and 308: for good; 307 and 308: with the same method'),
        ),
        302,
      ),
      to: v.optional(v.pipe(location, v.description('what Location says'))),
      loop: v.optional(
        v.pipe(v.boolean('expected true or false'), v.description('Location is the target itself: it never ends')),
        false,
      ),
    }),
    v.check(
      ({ to, loop }) => (to !== undefined) !== loop,
      ({ input }) => `expected either to or loop: true, found ${input.loop ? 'both' : 'neither'}`,
    ),
  ),
  examples: [{ to: '/elsewhere' }, { loop: true, status: 307 }, { status: 308, to: 'http://127.0.0.1:9001/new' }],
  hosts: ({ to }) => (to === undefined || to.startsWith('/') ? [] : [new URL(to).hostname]),
  stage: () => 'answer',
  draw: ({ status, to }) => ({ status, to: to ?? null }),
  inject:
    ({ status, to }) =>
    async ({ request }) =>
      ownReply(status, 'redirected', [['Location', to ?? request.target]]),
})
