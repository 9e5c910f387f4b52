import { isIP } from 'node:net'
import * as v from 'valibot'
import { Cut } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { headerOf } from '../core/headers.js'
import { duration, shape } from '../core/options.js'
import { ownReply } from '../core/own-reply.js'

const FAILURES = ['nxdomain', 'servfail', 'timeout'] as const
type Failure = (typeof FAILURES)[number]
const isFailure = (text: string): text is Failure => FAILURES.some(failure => failure === text)

const WANTED = 'nxdomain, servfail, timeout, or an address such as 127.0.0.2'
/** How long most resolvers are waited for (resolv.conf(5)). */
const PATIENCE = '5s'

/** As getaddrinfo(3) has them. */
const SAID: Readonly<Record<Failure, readonly [status: number, code: string]>> = {
  nxdomain: [502, 'ENOTFOUND'],
  servfail: [502, 'EAI_AGAIN'],
  timeout: [504, 'ETIMEOUT'],
}

export const dns = defineFault({
  name: 'dns',
  seen: '502 or 504 that names getaddrinfo, on TCP FIN; with an address: another server under the same name',
  peers: 'Chaos Mesh DNSChaos, which answers at the resolver',
  fallacy: 'Topology does not change',
  summary:
    "Answers 502 or 504, and on TCP ends the connection, as when the upstream's name does not resolve; or resolves it anew.",
  protocols: ['http1', 'http2', 'websocket', 'tcp'],
  options: v.pipe(
    shape({
      answer: v.pipe(
        v.string(`expected ${WANTED}`),
        v.check(
          text => isFailure(text) || isIP(text) !== 0,
          issue => `expected ${WANTED}, found ${JSON.stringify(issue.input)}`,
        ),
        v.metadata({ description: WANTED, examples: [...FAILURES, '127.0.0.2'] }),
        v.description('what each request is told; the name in Host and in certificates stays as it is'),
      ),
      after: v.optional(v.pipe(duration, v.description(`how long a timeout takes; ${PATIENCE} without it`))),
    }),
    v.check(
      ({ answer, after }) => after === undefined || answer === 'timeout',
      'expected after with the answer timeout only',
    ),
  ),
  examples: [{ answer: 'nxdomain' }, { answer: 'timeout', after: '2s' }, { answer: '127.0.0.1' }],
  hosts: ({ answer }) => (isFailure(answer) ? [] : [answer]),
  stage: () => 'answer',
  draw: ({ answer, after = 5_000 }) => ({ answer, ...(answer === 'timeout' && { ms: after }) }),
  inject:
    ({ answer, ms = 0 }, tools) =>
    async (exchange, next) => {
      if (!isFailure(answer)) return next({ ...exchange, detour: { address: answer } })
      // Whoever waits when the fault is lifted is resolved after all.
      if (ms > 0 && !(await tools.wait(ms, exchange))) return next(exchange)
      if (exchange.protocol === 'tcp') throw new Cut('close')
      const [status, code] = SAID[answer]
      return ownReply(status, `getaddrinfo ${code} ${headerOf(exchange.request.headers, 'host') ?? ''}`.trim())
    },
})
