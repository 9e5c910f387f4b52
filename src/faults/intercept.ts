import * as v from 'valibot'
import { bodyOf } from '../core/body.js'
import { defineFault } from '../core/fault.js'
import { headerOf } from '../core/headers.js'
import { shape, wholeNumber } from '../core/options.js'

const PAGE =
  '<!doctype html><html><head><title>Sign in to the network</title></head>' +
  '<body><h1>Welcome</h1><p>Accept the terms to go on.</p></body></html>'

const WANTED = 'a status with a page: 200, or from 400 to 599'
const status = v.pipe(
  wholeNumber(WANTED, 200, 599),
  v.check(
    status => status === 200 || status >= 400,
    issue => `expected ${WANTED}, found ${issue.input}`,
  ),
)

export const intercept = defineFault({
  name: 'intercept',
  seen: '200 with HTML where it expects data, as behind a portal',
  peers: 'WireMock stub',
  fallacy: 'The network is secure',
  summary: 'Answers with a page of somebody else, as a captive portal does; the upstream never sees the request.',
  protocols: ['http1'],
  options: shape({
    status: v.optional(v.pipe(status, v.description('511 is what an honest portal says (RFC 6585 6)')), 200),
    html: v.optional(
      v.pipe(
        v.string('expected the text of a page'),
        v.check(text => Buffer.byteLength(text) <= 64 * 1024, 'expected a page of at most 64KiB, found a longer one'),
        v.description('the page'),
      ),
      PAGE,
    ),
    hosts: v.optional(
      v.pipe(
        v.array(v.string('expected a host'), 'expected a list of hosts'),
        v.description('only requests to these, such as api.test or *.test; without it all'),
      ),
    ),
  }),
  examples: [{}, { status: 511, hosts: ['*.example.test'] }, { html: '<h1>Blocked</h1>' }],
  stage: () => 'answer',
  draw: ({ status, html, hosts }) => ({ status, html, hosts: hosts?.map(host => host.toLowerCase()) ?? null }),
  inject:
    ({ status, html, hosts }, tools) =>
    async (exchange, next) => {
      const host = (headerOf(exchange.request.headers, 'host') ?? '').toLowerCase().replace(/:\d*$/, '')
      if (hosts !== null && !hosts.some(wanted => isMeant(wanted, host))) {
        tools.passed('the request is for another host')
        return next(exchange)
      }
      return {
        status,
        headers: [
          ['Content-Type', 'text/html; charset=utf-8'],
          ['Cache-Control', 'no-store'],
          ['Content-Length', String(Buffer.byteLength(html))],
        ],
        body: bodyOf(html),
        isInjected: true,
      }
    },
})

const isMeant = (wanted: string, host: string): boolean =>
  wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) : host === wanted
