// Over 150 lines: one experiment with a secret in every place where a file, a program or traffic may have one.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freePorts } from '../../src/run/ports.js'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { answering } from '../support/small-experiment.js'

const CANARY = 'c4nary&/+ =?Q8"x7'
/** Of characters that a URL and a matrix take as well; the file it is in ends with a newline. */
const NEST = 'n3st0fth3b1rd'
/** No value of `secrets:`, but of headers that are to be redacted. */
const WINGS = 'w1ngs0fth3b1rd'

/** No value of `secrets:`, but of JSON that is to be redacted. */
const EGG = '6gg0fth3b1rd'

/** Nothing says that it is one, but for what it is called: in heads, queries, documents, forms, logs and environments. */
const TWIG = 'tw1g&0f"th3<b1rd'
const FORM = encodeURIComponent(TWIG)
const QUOTED = JSON.stringify(TWIG)

/** What a program says in every way in which it may be called. */
const CHATTER = `
const twig = process.env.TWIG_TOKEN
const form = 'a=1&password=' + encodeURIComponent(twig)
const lines = [JSON.stringify({ accessToken: twig }), '> x-auth-token: ' + twig, form, 'http://me:' + encodeURIComponent(twig) + '@h/', 'PASSWORD=' + form.slice(13)]
console.log(lines.join(String.fromCharCode(10)))
console.error(lines.join(' '))
`.replaceAll('\n', ';')

const shared = `secrets: {nest: {file: ./nest}}
load:
  users: {headers: {x-imported: "\${secrets.nest}", cookie: "sid=${WINGS}"}}
`

/** A secret in every place where a file may have one. */
const experiment = (upstream: string, port: number) => `version: 1
name: canary
title: "of \${secrets.nest}"
description: "knows \${secrets.bird}"
owner: "${NEST}"
links: {runbook: "http://user:${NEST}@127.0.0.1/x?token=${NEST}"}
imports: [./shared.yml]
secrets: {bird: {env: BIRD}}
vars: {apiToken: {default: ${QUOTED}}}
matrix: {axes: {where: ["${NEST}"]}}
hooks:
  before: [{run: [/bin/sh, -c, "echo $0; echo $0 >&2", "\${secrets.bird}"]}]
  cleanup: [{run: [/bin/sh, -c, "echo $0 >&2; exit 1", "\${secrets.bird}"]}]
services:
  parrot: {command: [node, -e, ${JSON.stringify(`${CHATTER}; console.log('ready'); setInterval(() => {}, 1e3)`)}], env: {TWIG_TOKEN: ${QUOTED}}, log: keep, ready: {log: ready}}
  shop: {command: [node, -e, "console.log(process.env.BIRD); console.log('{\\"card\\": \\"${EGG}\\"}'); console.log('ready'); setInterval(() => {}, 1e3)"], env: {BIRD: "\${secrets.bird}"}, log: keep, ready: {log: ready}}
proxies:
  shop: {upstream: "${upstream}"}
faults:
  said: {target: shop, percent: 50%, respond: {status: 503, headers: {x-bird: "\${secrets.bird}", set-cookie: "sid=${WINGS}"}, body: "so \${secrets.bird} said"}}
  formed: {target: shop, percent: 20%, respond: {status: 503, headers: {x-session-id: ${QUOTED}}, body: "user=a&password=${FORM}"}}
  named: {target: shop, percent: 20%, tamper: {json: {set: {"$.secret": ${QUOTED}}}}}
  laid: {target: shop, percent: 10%, respond: {status: 503, body: '{"nest": {"card": "${EGG}"}}'}}
  swapped: {target: shop, percent: 10%, tamper: {json: {set: {"$.card": "${EGG}", "$.nest": {card: "${EGG}"}}}}}
  keyed: {target: shop, percent: 50%, key: "header:x-wings", latency: {add: 1ms}}
phases:
  - {name: baseline, duration: 500ms}
  - {name: inject, duration: 1500ms, faults: [said, keyed, laid, swapped, formed, named]}
load:
  users:
    baseUrl: "\${proxies.shop.url}"
    rate: 20/s
    headers: {authorization: "Bearer \${secrets.bird}", x-any: "\${secrets.bird}", x-wings: "${WINGS}"}
    requests:
      - {name: "\${secrets.bird}", post: /orders, json: {id: "\${secrets.bird}", card: "${EGG}"}, expect: {json: {"$.bird": "\${secrets.bird}"}}}
      - {post: "/twigs?client_secret=${FORM}&to=http%3A%2F%2Fh%2F%3Ftoken%3D${encodeURIComponent(FORM)}", json: {password: ${QUOTED}}, headers: {x-csrf-token: ${QUOTED}}, expect: {json: {"$.token": ${JSON.stringify(`${TWIG}!`)}}}}
      - {post: /login, body: "user=a&password=${FORM}", headers: {x-api-key: "\${vars.apiToken}"}}
      - {post: /eggs, json: {nest: {card: {number: "${EGG}"}}}, expect: {json: {"$.card": "${EGG}!"}}}
      - {get: "/\${matrix.where}?api_key=\${secrets.nest}&sig=${WINGS}"}
  hooks:
    baseUrl: "http://127.0.0.1:${port}"
    rate: 5/s
    requests: [{post: /said, json: {bird: "\${secrets.bird}"}}]
probes:
  home: {type: http, url: "\${proxies.shop.url}/home?token=\${secrets.nest}", every: 100ms, headers: {x-bird: "\${secrets.bird}"}, expect: {body: "\${secrets.bird}"}}
  egg: {type: http, url: "\${proxies.shop.url}/egg", every: 100ms, expect: {json: {"$.nest": {card: "${EGG}!"}}}}
  wing: {type: http, url: "\${proxies.shop.url}/wing", every: 100ms, expect: {header: {x-wings: "${WINGS}!"}}}
  laid: {type: command, run: [node, -e, "console.log('{\\"nest\\": {\\"card\\": \\"${EGG}\\"}}')"], every: 500ms, value: {from: stdout, json: $.nest}}
  twig: {type: http, url: "http://me:${FORM}@\${proxies.shop.host}:\${proxies.shop.port}/twig", every: 100ms, expect: {header: {x-session-token: ${JSON.stringify(`${TWIG}!`)}}}}
  parrot: {type: command, run: [node, -e, ${JSON.stringify(`${CHATTER}; process.exitCode = 1`)}], env: {TWIG_TOKEN: ${QUOTED}}, every: 500ms}
  said: {type: command, run: [node, -e, "console.error(process.argv[1]); process.exit(1)", "\${secrets.bird}"], every: 500ms}
  depth: {type: prometheus, url: "http://user:\${secrets.nest}@127.0.0.1:9", query: "max(depth{of='\${secrets.bird}'})", every: 200ms, headers: {authorization: "Basic \${secrets.nest}"}}
  messages: {type: inbox, listen: "127.0.0.1:${port}", path: /said, count: {json: "$.bird"}}
  shop: {type: traffic, target: shop}
hypotheses:
  - {id: fine, title: "all of \${secrets.bird}", probe: home, measure: errorRate, max: 1%, gate: false}
  - {id: known, probe: said, measure: errorRate, max: 1%, gate: false}
  - {id: deep, probe: depth, measure: value.max, max: 5, gate: false}
  - {id: told, probe: messages, measure: value.max, max: 0, gate: false}
  - {id: laid, probe: laid, measure: errorRate, max: 1%, gate: false}
  - {id: seen, probe: egg, measure: errorRate, max: 0%, gate: false}
  - {id: bent, probe: twig, measure: errorRate, max: 0%, gate: false}
  - {id: quiet, probe: parrot, measure: errorRate, max: 0%, gate: false}
  - {id: named, kind: eventually, start: {probe: shop, key: "request.json:$.password"}, finish: {target: shop, key: "request.header:x-csrf-token"}, within: 500ms}
  - {id: worn, probe: wing, measure: errorRate, max: 0%, gate: false}
  - {id: hatched, kind: eventually, start: {probe: shop, key: "request.json:$.card"}, finish: {target: shop, key: "response.json:$.card"}, within: 500ms}
  - {id: back, kind: eventually, start: {probe: shop, key: "request.json:$.id"}, finish: {target: shop, key: "request.header:x-any"}, within: 500ms}
  - {id: flown, kind: eventually, start: {probe: shop, key: "request.query:api_key"}, finish: {target: shop, key: "request.query:sig"}, within: 500ms}
safety: {lock: "${NEST}"}
report: {formats: [json, junit, html, markdown, gitlab, tap, ndjson], redact: {headers: [authorization, cookie, set-cookie, x-wings], json: [$..card]}}
`

/** A secret as it might be found: plain, in base64 at any offset, URL-encoded, and escaped in JSON and HTML. */
const spellingsOf = (secret: string): readonly string[] => {
  const base64 = [0, 1, 2].map(offset =>
    Buffer.from(`${'x'.repeat(offset)}${secret}`)
      .toString('base64')
      .slice(4, -4),
  )
  const url = encodeURIComponent(secret)
  const html = secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return [secret, url, url.toLowerCase(), url.replaceAll('%20', '+'), JSON.stringify(secret), html, ...base64]
}
const spellings = [CANARY, NEST, WINGS, EGG, TWIG].flatMap(spellingsOf).concat('c4nary', 'tw1g', 'th3%3Cb1rd')

const leaksIn = (texts: readonly (readonly [name: string, text: string])[]): readonly string[] =>
  texts.flatMap(([name, text]) =>
    spellings.flatMap(spelling => {
      const at = text.indexOf(spelling)
      return at < 0 ? [] : [`${name}: ${text.slice(Math.max(0, at - 60), at + 60)}`]
    }),
  )

test('a secret in every possible place is in no artefact and on no screen, in no spelling', async () => {
  using origin = await answering(JSON.stringify({ card: EGG, nest: { card: EGG }, token: TWIG }), {
    'x-wings': WINGS,
    'x-session-token': TWIG,
  })
  const [port = 0] = await freePorts(1)
  using folder = temporaryFolder({
    'x.yaml': experiment(origin.url, port),
    'shared.yml': shared,
    nest: `${NEST}\n`,
  })
  const options = { cwd: folder.path, env: { BIRD: CANARY, XDG_STATE_HOME: join(folder.path, 'state') } }
  const flags = ['--out', 'prometheus=fallacy-report/numbers.prom', '--out', 'ndjson=fallacy-report/numbers.ndjson']
  const { code, stdout, stderr } = await fallacy(['run', 'x.yaml', ...flags], options)
  expect(code, stderr).toBe(7)
  const files = readdirSync(join(folder.path, 'fallacy-report'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')] as const)
  expect(files.length).toBeGreaterThan(10)
  expect(stdout).toContain('told')
  const contentOf = (file: string) => files.find(([name]) => name === file)?.[1] ?? ''
  expect(contentOf('events.ndjson')).toMatch(/has \{\\"card\\":\\"‹redacted 12:[\da-f]{8}›\\"\} at \$\.nest/)
  const [, twig = 'none'] = /"accessToken":"(‹redacted 16:[\da-f]{8}›)"/.exec(contentOf('parrot.log')) ?? []
  for (const file of ['experiment.yaml', 'events.ndjson', 'report.json']) expect(contentOf(file)).toContain(twig)
  expect(leaksIn([['stdout', stdout], ['stderr', stderr], ...files])).toEqual([])
})

test('what is told of a file that does not load has no secrets either', async () => {
  using folder = temporaryFolder({
    'x.yaml': experiment('http://127.0.0.1:9', 9099).replace('target: shop,', 'target: "shop${secrets.bird}",'),
    'shared.yml': shared,
    nest: `${NEST}\n`,
  })
  const { code, stdout, stderr } = await fallacy(['validate', 'x.yaml'], { cwd: folder.path, env: { BIRD: CANARY } })
  expect(code, stderr).toBe(2)
  expect(
    leaksIn([
      ['stdout', stdout],
      ['stderr', stderr],
    ]).filter(leak => ![WINGS, EGG, 'tw1g'].some(written => leak.includes(written))),
  ).toEqual([])
})
