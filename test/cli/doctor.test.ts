import { expect, test } from 'vitest'
import { doctor, nodeVersion, proxies } from '../../src/cli/doctor.js'
import { reachable } from '../../src/cli/network-findings.js'
import { fakeTerminal } from '../support/fake-terminal.js'
import { httpOrigin } from '../support/origin.js'
import { temporaryFolder } from '../support/temporary-folder.js'

test('a machine that is fit is exit 0, and each line says what was looked at', async () => {
  await using origin = await httpOrigin()
  await using folder = temporaryFolder()
  const terminal = fakeTerminal({ folder: folder.path, env: { HOME: folder.path } })
  await doctor({ target: [origin.url.href] }, terminal)
  expect(terminal.written.code).toBe(0)
  const lines = [
    'node ',
    'ports of 127.0.0.1 are there',
    `${folder.path} can be written`,
    'timers',
    'answers 200',
    'start after a yes',
  ]
  for (const line of lines) expect(terminal.written.out).toContain(line)
})

test('what keeps a run from working is exit 6, with what would mend it', async () => {
  await using origin = await httpOrigin()
  await origin.stop()
  const terminal = fakeTerminal({ folder: '/proc/nowhere', env: { HOME: '/', FALLACY_ALLOW_COMMANDS: '1' } })
  await doctor({ target: [origin.url.href] }, terminal)
  expect(terminal.written.code).toBe(6)
  expect(terminal.written.out).toMatch(/✖ \S+: .*ECONNREFUSED.*\n {4}→ is it running\?/)
  expect(terminal.written.out).toContain('programs that files name start: FALLACY_ALLOW_COMMANDS is set')
})

test.each([
  ['18.20.0', 'bad'],
  ['20.18.9', 'bad'],
  ['20.19.0', 'good'],
  ['22.1.0', 'good'],
])('node %s is %s', (version, state) => expect(nodeVersion(version).state).toBe(state))

test('a proxy of the environment is doubtful unless this machine is exempt', async () => {
  expect((await proxies({})).state).toBe('good')
  expect((await proxies({ HTTPS_PROXY: 'http://proxy:1' })).state).toBe('doubtful')
  expect((await proxies({ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: 'localhost, 127.0.0.1' })).state).toBe('good')
})

test('where other machines reach this one is told with how it can be listened at', () => {
  const one = { netmask: '', mac: '' }
  const lo = { ...one, family: 'IPv4', address: '127.0.0.1', cidr: '127.0.0.1/8', internal: true } as const
  const eth = { ...one, family: 'IPv4', address: '10.0.0.7', cidr: '10.0.0.7/24', internal: false } as const
  const link = { ...one, family: 'IPv6', address: 'fe80::1', cidr: 'fe80::1/64', internal: false, scopeid: 2 } as const
  expect(reachable({ lo: [lo] }).said).toBe('other machines do not reach this one')
  expect(reachable({ lo: [lo], eth: [eth, link] })).toEqual({
    state: 'good',
    said: 'other machines reach this one at 10.0.0.7',
    cure: expect.stringContaining('--listen 10.0.0.7 --allow-clients 10.0.0.7/24'),
  })
})
