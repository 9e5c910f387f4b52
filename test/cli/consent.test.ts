import { expect, test } from 'vitest'
import { askConsent, whatStarts } from '../../src/cli/consent.js'
import { experimentOf, serviceOf } from '../support/experiment.js'
import { fakeTerminal } from '../support/fake-terminal.js'

const beyond = experimentOf({ plan: { proxies: [{ id: 'payments', upstream: 'http://staging.example:81' }] } })

test('this machine needs no consent', async () => {
  await expect(askConsent([experimentOf()], {}, fakeTerminal())).resolves.toBeUndefined()
})

test('another host is refused where nobody can be asked', async () => {
  await expect(askConsent([beyond], {}, fakeTerminal())).rejects.toThrow(
    'this touches staging.example:81, which is not this machine, and nobody can be asked',
  )
})

test('--yes is consent', async () => {
  await expect(askConsent([beyond], { yes: true }, fakeTerminal())).resolves.toBeUndefined()
})

test('whoever is asked is told every program that will be started, each once', () => {
  const shop = experimentOf({ services: [serviceOf({ id: 'shop', command: ['node', 'server.js'] })] })
  const hooks = { before: [], cleanup: [{ command: ['./reset.sh'] as const, timeoutMs: 1, retries: 0 }] }
  expect(whatStarts([shop, { ...shop, hooks }])).toBe(
    'starts  service shop: node server.js\nstarts  hook cleanup: ./reset.sh\n',
  )
})
