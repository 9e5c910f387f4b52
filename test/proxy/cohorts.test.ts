import http from 'node:http'
import { expect, test } from 'vitest'
import { type Entry, openJournal } from '../../src/core/journal.js'
import { seeded } from '../../src/core/random.js'
import { systemClock } from '../../src/core/system-clock.js'
import { type CohortSpec, openCohorts } from '../../src/proxy/cohorts.js'
import { createPlane } from '../../src/proxy/create-plane.js'
import { ruleOf } from '../support/rules.js'
import { faultNamed } from '../support/with-proxy.js'

const SPEC: CohortSpec = {
  ...{ entry: 'edge', treatment: 0.3, by: { from: 'header', name: 'x-user-id' }, header: 'x-fallacy-cohort' },
}

const exchangeOf = (headers: readonly (readonly [string, string])[], id = 1) => ({
  id,
  request: { method: 'GET', target: '/', url: new URL('http://127.0.0.1/'), headers, body: null },
  connection: { id: 1, client: '127.0.0.1' },
})

test('whoever has a key stays in one cohort, and the shares are those of the file', () => {
  const cohorts = openCohorts(SPEC, seeded(1))
  const cohortOf = (user: number, id: number) => cohorts.of('edge', exchangeOf([['X-User-Id', `u${user}`]], id))
  const first = Array.from({ length: 1_000 }, (_, user) => cohortOf(user, user))
  expect(Array.from({ length: 1_000 }, (_, user) => cohortOf(user, 5_000 - user))).toEqual(first)
  const treated = first.filter(cohort => cohort === 'treatment').length
  expect(treated).toBeGreaterThan(250)
  expect(treated).toBeLessThan(350)
  expect(cohorts.of('edge', exchangeOf([]))).toBeNull()
})

test('behind the entry the header tells, and nothing else', () => {
  const cohorts = openCohorts(SPEC, seeded(1))
  expect(cohorts.of('payments', exchangeOf([['X-Fallacy-Cohort', 'control']]))).toBe('control')
  expect(cohorts.of('payments', exchangeOf([['x-fallacy-cohort', 'both']]))).toBeNull()
  expect(cohorts.of('payments', exchangeOf([['x-user-id', 'u1']]))).toBeNull()
  expect(cohorts.tag('payments', 'control')).toBeNull()
})

const listening = async (server: http.Server): Promise<number> => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const ask = (url: string, headers: http.OutgoingHttpHeaders): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const request = http.get(url, { headers, agent: false }, reply =>
      reply.resume().once('end', () => resolve(reply.statusCode)),
    )
    request.once('error', reject)
  })

test('a fault of one cohort hits it behind an app that sends the header on, and never the other', async () => {
  const clock = systemClock()
  const journal = openJournal(clock.now)
  const entries: Entry[] = []
  journal.subscribe(entry => entries.push(entry))
  const plane = createPlane({ clock, journal, random: seeded(1), ttlMs: 60_000, cohorts: SPEC })
  const origin = http.createServer((_, reply) => reply.end('paid'))
  let payments = ''
  const app = http.createServer(async ({ headers }, reply) => {
    const cohort = headers['x-fallacy-cohort']
    reply.statusCode = (await ask(payments, { 'x-fallacy-cohort': cohort })) ?? 500
    reply.end(cohort)
  })
  const local = { host: '127.0.0.1', port: 0 }
  const to = (port: number) => new URL(`http://127.0.0.1:${port}`)
  payments = (await plane.listen({ id: 'payments', listen: local, upstream: to(await listening(origin)), routes: [] }))
    .url
  const edge = await plane.listen({ id: 'edge', listen: local, upstream: to(await listening(app)), routes: [] })
  plane.activate(ruleOf('broken', faultNamed('respond', { status: 503 }), { cohort: 'treatment' }), 'inject')
  try {
    for (let user = 0; user < 20; user++)
      await ask(edge.url, { 'x-user-id': `u${user}`, 'x-fallacy-cohort': 'control' })
    const closed = entries.filter(entry => entry.type === 'exchange.closed')
    const at = (proxy: string) =>
      closed.filter(({ route }) => route === proxy).map(({ cohort, status }) => `${cohort} ${status}`)
    expect(new Set(at('edge'))).toEqual(new Set(['treatment 503', 'control 200']))
    expect(at('payments')).toEqual(at('edge'))
    const wrong = closed.filter(
      ({ cohort, matched, route }) => matched.length > 0 !== (route === 'payments' && cohort === 'treatment'),
    )
    expect(wrong).toEqual([])
  } finally {
    await plane.close(0)
    app.close()
    origin.close()
  }
})
