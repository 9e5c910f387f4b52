import { bodyOf } from '../../core/body.js'
import type { Reply, Request } from '../../core/exchange.js'
import type { Departed } from '../departed.js'
import { originForm } from '../match.js'
import type { Arrival, Passage } from '../pipeline.js'

/** A name that no DNS has (RFC 2606 2): whoever gets its page goes through the proxy. */
export const PAGE_HOST = 'fallacy.invalid'

export interface PageFacts {
  /** The proxy's id. */
  readonly id: string
  /** The authority's certificate as PEM. */
  readonly certificate: string
  readonly fingerprint: string
}

/** The passage of a request for the page: no exchange of the experiment, and never in its journal. */
export const pagePassage = (arrival: Arrival, facts: PageFacts): Passage => {
  const controller = new AbortController()
  return {
    exchange: { id: 0, route: facts.id, ...arrival, signal: controller.signal },
    faulted: true,
    waits: null,
    whenHit: null,
    meet() {},
    handle: async () => pageOf(arrival.request, facts),
    retried() {},
    headSent() {},
    abort: (reason: Departed) => controller.abort(reason),
    close: () => controller.abort(new Error('the exchange is over')),
  }
}

const pageOf = ({ method, target }: Request, facts: PageFacts): Reply => {
  const path = originForm(target).split('?')[0]
  if (method !== 'GET' && method !== 'HEAD') return textual(405, 'text/plain', 'only GET\n')
  if (path === '/ca.pem') return textual(200, 'application/x-x509-ca-cert', facts.certificate)
  return path === '/' ? textual(200, 'text/html', html(facts)) : textual(404, 'text/plain', 'there is no such page\n')
}

const textual = (status: number, type: string, text: string): Reply => ({
  status,
  headers: [
    ['Content-Type', `${type}; charset=utf-8`],
    ['Content-Length', String(Buffer.byteLength(text))],
    ['Cache-Control', 'no-store'],
    ['X-Content-Type-Options', 'nosniff'],
  ],
  body: bodyOf(text),
})

const html = ({ id, fingerprint }: PageFacts): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>fallacy: the proxy ${id}</title>
<style>body{font:1rem/1.5 system-ui;max-width:40rem;margin:3rem auto;padding:0 1rem}code{overflow-wrap:anywhere}</style>
<h1>You are behind the proxy <em>${id}</em> of fallacy</h1>
<p>What this program sends goes through a chaos experiment: it may be delayed, cut or answered with errors.</p>
<p>Over HTTPS that needs trust in <a href="/ca.pem">the certificate authority of this experiment</a>. Its SHA-256:</p>
<p><code>${fingerprint}</code></p>
<p>Programs that <code>fallacy</code> starts trust it by themselves. Others are told, each in its way:</p>
<pre>${SNIPPETS.map(([who, how]) => (who === '' ? how : `<b># ${who}</b>\n${how}`)).join('\n')}</pre>
<p>Where a variable names all that is trusted, <code>bundle.pem</code> beside the authority is what was trusted before and
this. More, and how to take it back: <code>fallacy ca --help</code>.</p>
</html>
`

/** How programs that others start are told of the certificate. */
const SNIPPETS: readonly (readonly [who: string, how: string])[] = [
  ['the certificate', `curl -o ca.pem --proxy "$HTTP_PROXY" http://${PAGE_HOST}/ca.pem`],
  ['curl', 'curl --cacert ca.pem https://…'],
  ['Node.js', 'NODE_EXTRA_CA_CERTS=ca.pem node app.js'],
  ['Python', 'SSL_CERT_FILE=bundle.pem REQUESTS_CA_BUNDLE=bundle.pem python app.py'],
  ['Go, Ruby, PHP, .NET on Linux', 'SSL_CERT_FILE=bundle.pem ./app'],
  ['Java', 'keytool -importcert -noprompt -alias fallacy -file ca.pem -keystore trust.p12 -storepass changeit'],
  ['', 'java -Djavax.net.ssl.trustStore=trust.p12 -Djavax.net.ssl.trustStorePassword=changeit -jar app.jar'],
  ['git', 'git -c http.sslCAInfo=bundle.pem clone https://…'],
  ['Chrome, Edge, Safari', 'fallacy ca install'],
]
