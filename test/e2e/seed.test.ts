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

/** The doses of the exchanges, in their order. */
const dosesWith = async (seed: string, upstream: string): Promise<readonly string[]> => {
  using folder = temporaryFolder({ 'x.yaml': experiment(upstream) })
  await fallacy(['run', 'x.yaml', '--seed', seed, '-q'], { cwd: folder.path })
  const hits = factsIn(journalOf(folder.path), 'fault.injected').toSorted((a, b) => (a.x ?? 0) - (b.x ?? 0))
  return hits.map(({ x, fault, dose }) => `${x} ${fault} ${JSON.stringify(dose)}`)
}

test('the same file and seed give the same doses, byte for byte, and another seed gives others', async () => {
  using origin = await answering()
  const [first = [], again = [], other = []] = await Promise.all(
    ['42', '42', '43'].map(seed => dosesWith(seed, origin.url)),
  )
  // A busy machine sends less in its time: what both runs came to is the same. The last exchange may be hit by one fault yet.
  const common = Math.min(first.length, again.length) - 2
  expect(common).toBeGreaterThan(15)
  expect(again.slice(0, common)).toEqual(first.slice(0, common))
  expect(other.slice(0, common)).not.toEqual(first.slice(0, common))
})
