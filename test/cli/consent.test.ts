import { expect, test } from 'vitest'
import { askConsent } from '../../src/cli/consent.js'
import { experimentOf } from '../support/experiment.js'
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
