import http from 'node:http'

/** An upstream that answers everything. */
export const answering = async (
  body = 'ok',
  headers: http.OutgoingHttpHeaders = {},
  heard: (request: http.IncomingMessage) => void = () => {},
) => {
  const server = http.createServer((request, response) => {
    heard(request)
    response.writeHead(200, headers).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { url: `http://127.0.0.1:${port}`, [Symbol.dispose]: () => server.close() }
}

/** The text of an experiment that takes a second and a half and, with the default limit, passes. */
export const smallExperiment = (upstream: string, { inject = '1s', max = '60s' } = {}) => `version: 1
name: small
proxies:
  shop: {upstream: "${upstream}"}
faults:
  slow: {target: shop, latency: {add: 20ms}}
phases:
  - {name: baseline, kind: baseline, duration: 500ms}
  - {name: inject, kind: inject, duration: ${inject}, faults: [slow]}
probes:
  home: {type: http, url: "\${proxies.shop.url}/", every: 50ms}
hypotheses:
  - {id: quick, probe: home, measure: latency.max, max: ${max}, confidence: none, gate: false}
report: {formats: [json, junit]}
`
