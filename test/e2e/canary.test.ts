import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { answering } from '../support/small-experiment.js'

const CANARY = 'c4nary&/+ =?Q8"x7'

/** A secret in every place where a file may have one. */
const experiment = (upstream: string) => `version: 1
name: canary
secrets: {bird: {env: BIRD}}
services:
  shop: {command: [node, -e, "console.log(process.env.BIRD); console.log('ready'); setInterval(() => {}, 1e3)"], env: {BIRD: "\${secrets.bird}"}, log: keep, ready: {log: ready}}
proxies:
  shop: {upstream: "${upstream}"}
faults:
  said: {target: shop, percent: 50%, respond: {status: 503, headers: {x-bird: "\${secrets.bird}"}, body: "so \${secrets.bird} said"}}
phases:
  - {name: baseline, duration: 500ms}
  - {name: inject, duration: 1500ms, faults: [said]}
load:
  users:
    baseUrl: "\${proxies.shop.url}"
    rate: 20/s
    headers: {authorization: "Bearer \${secrets.bird}", x-any: "\${secrets.bird}"}
    requests: [{name: "\${secrets.bird}", post: /orders, json: {id: "\${secrets.bird}"}}]
probes:
  home: {type: http, url: "\${proxies.shop.url}/home", every: 100ms, headers: {x-bird: "\${secrets.bird}"}, expect: {body: "\${secrets.bird}"}}
  said: {type: command, run: [node, -e, "console.error(process.argv[1]); process.exit(1)", "\${secrets.bird}"], every: 500ms}
  shop: {type: traffic, target: shop}
hypotheses:
  - {id: fine, title: "all of \${secrets.bird}", probe: home, measure: errorRate, max: 1%, gate: false}
  - {id: known, probe: said, measure: errorRate, max: 1%, gate: false}
  - {id: back, kind: eventually, start: {probe: shop, key: "request.json:$.id"}, finish: {target: shop, key: "request.header:x-any"}, within: 500ms}
report: {formats: [json, junit, html, markdown, gitlab, tap, ndjson]}
`

/** A secret as it might be found: plain, in base64 at any offset, and URL-encoded. */
const spellings = (): readonly string[] => {
  const base64 = [0, 1, 2].map(offset =>
    Buffer.from(`${'x'.repeat(offset)}${CANARY}`)
      .toString('base64')
      .slice(4, -4),
  )
  return [CANARY, 'c4nary', encodeURIComponent(CANARY), encodeURIComponent(CANARY).toLowerCase(), ...base64]
}

test('a secret in every possible place is in no artefact and on no screen, in no spelling', async () => {
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': experiment(origin.url) })
  const { code, stdout, stderr } = await fallacy(['run', 'x.yaml'], { cwd: folder.path, env: { BIRD: CANARY } })
  expect(code, stderr).toBe(1)
  const files = readdirSync(join(folder.path, 'fallacy-report'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')] as const)
  expect(files.length).toBeGreaterThan(8)
  const leaks = [['stdout', stdout], ['stderr', stderr], ...files].flatMap(([name = '', text = '']) =>
    spellings()
      .filter(spelling => text.includes(spelling))
      .map(spelling => `${name}: ${spelling}`),
  )
  expect(leaks).toEqual([])
})
