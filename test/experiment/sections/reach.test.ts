import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { changed, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { testAuthority } from '../../support/test-authority.js'

const FAULT = '{target: payments, latency: {add: 800ms}}'
const withFault = (fault: string): string => changed(MINIMAL, FAULT, fault)

test.each([
  ['percent: 50%, refuse: {}', 'refuse acts on the listener of a proxy as a whole: expected no percent'],
  ['first: 2, drain: {}', 'drain acts on the listener of a proxy as a whole: expected no first'],
  [
    'key: "header:x-user", reset: {at: connect}',
    'reset acts on a connection as it is made, which has no header: expected client or connection',
  ],
])('what acts on connections is not aimed by what they do not have: %s', async (fault, message) => {
  const problems = await problemsOf(withFault(`{target: payments, ${fault}}`))
  expect(problems).toEqual([expect.stringMatching(new RegExp(`^E211 .* ${message}`))])
})

test('what acts on connections has a proxy for its target, for there is no route yet', async () => {
  const routed = changed(
    MINIMAL,
    'upstream: "http://127.0.0.1:9102"',
    'upstream: "http://127.0.0.1:9102", routes: {a: {}}',
  )
  const problems = await problemsOf(changed(routed, FAULT, '{target: payments/a, idleReap: {after: 1s}}'))
  expect(problems).toEqual([
    expect.stringMatching(/^E211 .* idleReap acts on a connection, .* expected payments, found payments\/a/),
  ])
})

test('what acts on TLS needs a proxy that speaks it', async () => {
  expect(await problemsOf(withFault('{target: payments, certificate: {kind: expired}}'))).toEqual([
    'E211 6:28 certificate acts on TLS, which payments does not speak: expected tls: auto there',
  ])
  const secure = changed(MINIMAL, 'upstream: "http://127.0.0.1:9102"', 'tls: auto, upstream: "http://127.0.0.1:9102"')
  expect((await loaded(changed(secure, FAULT, '{target: payments, handshake: {action: close}}'))).rules).toHaveLength(1)
})

test('a wrong certificate is ours to show only where the certificates are ours to make', async () => {
  await using folder = temporaryFolder()
  const { certificate, key } = (await testAuthority()).mint('shop.test')
  writeFileSync(folder.at('shop.pem'), certificate)
  writeFileSync(folder.at('shop.key'), key)
  const own = changed(MINIMAL, 'upstream: "http', 'tls: {cert: shop.pem, key: shop.key}, upstream: "http')
  const told = (fault: string) =>
    problemsOf(changed(own, FAULT, `{target: payments, ${fault}}`), { folder: folder.path })
  expect(await told('certificate: {kind: expired}')).toEqual([
    'E211 6:28 certificate has certificates made, and payments shows one of yours: expected tls: auto there',
  ])
  expect(await told('handshake: {action: close}')).toEqual([])
})

test('a forward proxy that looks into no tunnel has no handshakes to act on', async () => {
  const forward = (intercept: string) =>
    changed(MINIMAL, 'upstream: "http://127.0.0.1:9102"', `mode: forward, intercept: ${intercept}`)
  const told = (intercept: string) =>
    problemsOf(changed(forward(intercept), FAULT, '{target: payments, handshake: {action: close}}'))
  expect(await told('[]')).toContain(
    'E211 6:28 handshake acts on TLS, and payments looks into no tunnel: expected hosts in its intercept',
  )
  expect((await told('["*"]')).filter(problem => problem.startsWith('E211'))).toEqual([])
})

test('a connection has no cohort', async () => {
  const split = `${MINIMAL}cohorts: {entry: payments, by: connection}\n`
  const problems = await problemsOf(
    changed(split, FAULT, '{target: payments, cohort: treatment, idleReap: {after: 1s}}'),
  )
  expect(problems).toEqual([expect.stringMatching(/^E211 .* idleReap acts on a connection, which has no cohort/)])
})
