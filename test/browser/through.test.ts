import { createHash, X509Certificate } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { openBrowser } from '../support/browser.js'
import { need } from '../support/need.js'
import { httpOrigin } from '../support/origin.js'
import { type TestForward, withForward } from '../support/with-forward.js'
import { faultNamed } from '../support/with-proxy.js'

const PAGE = `<!doctype html><title>shop</title><p id=price>waiting</p><script type=module>
const told = await fetch('/api/price').then(async reply => reply.status + ' ' + await reply.text(), error => error.message)
document.querySelector('#price').textContent = told
</script>`

const answer = ({ url }: IncomingMessage, response: ServerResponse) => {
  if (url === '/') response.setHeader('Content-Type', 'text/html')
  response.end(url === '/' ? PAGE : '12.50')
}

/** What Chromium is given in place of the authority: the hash of the one key that all certificates of a proxy have. */
const keyHash = ({ authority }: TestForward): string =>
  createHash('sha256')
    .update(
      new X509Certificate(authority.mint('any.test').certificate).publicKey.export({ type: 'spki', format: 'der' }),
    )
    .digest('base64')

interface Timing {
  readonly nextHopProtocol: string
  readonly duration: number
}

test('Chromium loads a page over HTTP/2 through a forward proxy, and shows the faults on its calls', async context => {
  need(context, 'chromium')
  await using origin = await httpOrigin(answer)
  const api = { id: 'api', method: null, path: '/api/**', host: 'shop.test', headers: {} }
  await using proxy = await withForward({ map: new Map([['shop.test', origin.url]]), routes: [api] })
  await using browser = await openBrowser(
    `--proxy-server=${proxy.url}`,
    `--ignore-certificate-errors-spki-list=${keyHash(proxy)}`,
  )
  const page = await browser.newPage()
  const seen = async (fault?: readonly [string, unknown]) => {
    const lift = fault && proxy.inject(faultNamed(...fault), 'egress/api')
    await page.goto('https://shop.test/')
    const price = page.locator('#price:not(:text("waiting"))')
    const text = await price.innerText()
    lift?.()
    const script = "JSON.stringify(performance.getEntriesByName('https://shop.test/api/price')[0])"
    // What ResourceTiming has, says the specification.
    const { nextHopProtocol, duration } = JSON.parse(await page.evaluate<string>(script)) as Timing
    return { text, nextHopProtocol, duration }
  }
  expect(await seen()).toMatchObject({ text: '200 12.50', nextHopProtocol: 'h2' })
  expect(await seen(['respond', { status: 503, body: 'sold out' }])).toMatchObject({ text: '503 sold out' })
  expect(await seen(['streamReset', { code: 'INTERNAL_ERROR' }])).toMatchObject({ text: 'Failed to fetch' })
  expect((await seen(['latency', { add: '700ms' }])).duration).toBeGreaterThanOrEqual(700)
  const calls = proxy.facts('exchange.opened').filter(({ route }) => route === 'egress/api')
  expect(calls.map(({ protocol }) => protocol)).toEqual(Array(4).fill('http2'))
})
