import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { factsIn, journalOf } from '../support/journal-of.js'
import { answering } from '../support/small-experiment.js'

const experiment = (upstream: string) => `version: 1
name: seeded
proxies:
  shop: {upstream: "${upstream}"}
faults:
  slow: {target: shop, percent: 60%, latency: {add: 4ms, jitter: 50%, distribution: normal}}
  flaky: {target: shop, percent: 20%, respond: {weights: [{status: 503, weight: 2}, {status: 500, weight: 1}]}}
phases:
  - {name: inject, kind: inject, duration: 2500ms, faults: [slow, flaky]}
load:
  users: {baseUrl: "\${proxies.shop.url}", rate: 30/s, requests: [{name: home, get: /}]}
probes:
  shop: {type: traffic, target: shop}
hypotheses:
  - {id: seen, probe: shop, measure: count, min: 1}
`

/** The doses of the first 40 exchanges, in order. */
const dosesWith = async (seed: string, upstream: string): Promise<string> => {
  using folder = temporaryFolder({ 'x.yaml': experiment(upstream) })
  await fallacy(['run', 'x.yaml', '--seed', seed, '-q'], { cwd: folder.path })
  const hits = factsIn(journalOf(folder.path), 'fault.injected').filter(({ x = 0 }) => x <= 40)
  return hits.map(({ x, fault, dose }) => `${x} ${fault} ${JSON.stringify(dose)}`).join('\n')
}

test('the same file and seed give the same doses, byte for byte, and another seed gives others', async () => {
  using origin = await answering()
  const [first = '', again, other] = await Promise.all(['42', '42', '43'].map(seed => dosesWith(seed, origin.url)))
  expect(first.split('\n').length).toBeGreaterThan(15)
  expect(again).toBe(first)
  expect(other).not.toBe(first)
})
