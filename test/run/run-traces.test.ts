import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Entry } from '../../src/core/journal.js'
import { runExperiment } from '../../src/library/run-experiment.js'
import { httpOrigin } from '../support/origin.js'
import { smallExperiment } from '../support/small-experiment.js'
import { temporaryFolder } from '../support/temporary-folder.js'

test('every request of probes and load carries a traceparent whose id is in the journal', async () => {
  await using origin = await httpOrigin()
  await using folder = temporaryFolder()
  const load = 'load: {shoppers: {baseUrl: "${proxies.shop.url}", rate: 20/s, requests: [{get: /cart}]}}\n'
  writeFileSync(folder.at('x.yaml'), smallExperiment(origin.url.origin, { inject: '200ms' }) + load)
  const traces = new Set<string | undefined>()
  const watch = (entry: Entry) => {
    if (entry.type === 'probe.sampled' || entry.type === 'load.sampled') traces.add(entry.sample.trace)
  }
  await runExperiment(folder.at('x.yaml'), { outputDir: folder.at('runs'), seed: 1, watch })
  const sent = origin.seen.map(({ headers }) => headers.find(([name]) => name === 'traceparent')?.[1].slice(3, 35))
  expect(traces.size).toBeGreaterThan(5)
  expect([...traces].filter(trace => !sent.includes(trace))).toEqual([])
  expect(new Set(sent).size).toBe(sent.length)
})
