import { expect, test, vi } from 'vitest'
import { factsIn, journalOf } from '../support/journal-of.js'
import { httpOrigin } from '../support/origin.js'
import { underWay } from '../support/under-way.js'

const experiment = (upstream: URL) => `version: 1
name: drained
proxies:
  shop: {upstream: "${upstream.origin}"}
faults:
  slow: {target: shop, latency: {add: 60s}}
phases:
  - {name: inject, kind: inject, duration: 60s, faults: [slow]}
report: {formats: [json]}
`

/** A run that holds a request; its upstream answers all but `/never`. */
const holding = async (path: string) => {
  const origin = await httpOrigin((request, response) => {
    if (request.url !== '/never') response.end('ok')
  })
  const run = await underWay(experiment(origin.url), /slow on/)
  const held = fetch(`http://127.0.0.1:${run.port}${path}`).catch(() => null)
  const end = async () => {
    await run[Symbol.asyncDispose]()
    await origin[Symbol.asyncDispose]()
  }
  try {
    await vi.waitFor(() => expect(factsIn(journalOf(run.folder), 'fault.injected')).toHaveLength(1), 5_000)
  } catch (error) {
    await end()
    throw error
  }
  return { origin, run, held, [Symbol.asyncDispose]: end }
}

test('what a fault holds when a run is stopped is served', async () => {
  await using here = await holding('/late')
  here.run.child.kill('SIGTERM')
  expect(await here.held).toMatchObject({ status: 200 })
  await here.run.ended
  expect(here.run.child.exitCode).toBe(143)
})

test('a second signal waits for no request in flight', async () => {
  await using here = await holding('/never')
  here.run.child.kill('SIGTERM')
  await vi.waitFor(() => expect(factsIn(journalOf(here.run.folder), 'faults.removed')).toHaveLength(1), 3_000)
  const signalled = performance.now()
  here.run.child.kill('SIGTERM')
  expect(await here.held).toBeNull()
  await here.run.ended
  expect(performance.now() - signalled).toBeLessThan(4_000)
  expect(here.run.child.exitCode).toBe(143)
})
