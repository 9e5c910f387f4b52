import os from 'node:os'
import { expect, test } from 'vitest'
import { faults } from '../../../src/faults/index.js'
import { changed, FEW, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const at = (listen: string): string => changed(MINIMAL, '127.0.0.1:9002', listen)
// Of the file: nothing of it is a template of ours.
const URL_OF_PROXY = ['"$', '{proxies.payments.url}/"'].join('')
const consented = { listen: ['0.0.0.0'], allowClients: ['10.0.0.0/8'] }

test.each([
  ['0.0.0.0:9002', {}, '0.0.0.0 opens the proxy to the network: it needs --listen 0.0.0.0 and --allow-clients'],
  ['[::]:9002', {}, ':: opens the proxy to the network: it needs --listen :: and --allow-clients'],
  ['192.168.1.5:0', consented, '192.168.1.5 opens the proxy to the network: it needs --listen 192.168.1.5'],
  ['0.0.0.0:9002', { listen: ['0.0.0.0'] }, '0.0.0.0 opens the proxy to the network: it needs --allow-clients'],
  ['[::]:9002', { allowClients: ['10.0.0.0/8'] }, ':: opens the proxy to the network: it needs --listen ::'],
])('listening at %s with the consent of %o is refused', async (listen, input, message) => {
  const errors = (await problemsOf(at(listen), input)).filter(one => one.startsWith('E'))
  expect(errors).toEqual([`E304 4:23 listening on ${message}`])
})

test('all listeners that nobody consented to are told at once, each in its place', async () => {
  const proxies = `proxies:
  a: {listen: "0.0.0.0:1", upstream: "http://127.0.0.1:9102"}
  b: {listen: "[::]:2", upstream: "tcp://127.0.0.1:9102"}
  c: {listen: "10.0.0.1:3", mode: forward}
`
  const problems = await problemsOf(changed(MINIMAL, 'proxies:\n', proxies))
  expect(problems.map(problem => problem.split(' ', 2).join(' '))).toEqual(['E304 4:16', 'E304 5:16', 'E304 6:16'])
})

test('a name is refused whatever is consented to: it may stand for any address', async () => {
  expect(await problemsOf(at('myhost:9002'), consented)).toContainEqual(
    expect.stringMatching(/^E304 4:23 expected an address, found the name myhost/),
  )
})

test.each(['0.0.0.0:9002', '0:9002', '0x0.0:9002'])(
  'consented to, %s is where it listens, for those named',
  async listen => {
    const { proxies, warnings } = await loaded(at(listen), consented)
    expect(proxies.map(proxy => proxy.listen)).toEqual([{ host: '0.0.0.0', port: 9002, clients: ['10.0.0.0/8'] }])
    expect(warnings).toEqual([])
  },
)

test('consent does not change a listener of this machine', async () => {
  const { proxies } = await loaded(MINIMAL, consented)
  expect(proxies.map(proxy => proxy.listen)).toEqual([{ host: '127.0.0.1', port: 9002 }])
})

test('consent that no proxy makes use of is advised against', async () => {
  expect(await problemsOf(at('0.0.0.0:9002'), { ...consented, listen: ['0.0.0.0', '::'] })).toEqual([
    'W310 3:1 no proxy listens at ::, as --listen says',
  ])
  expect(await problemsOf(MINIMAL, consented)).toEqual([
    'W310 3:1 no proxy listens at 0.0.0.0, as --listen says',
    'W310 3:1 no proxy listens beyond this machine, so --allow-clients admits nobody',
  ])
})

test('what the file starts may ask a proxy where it listens, although safety does not name that', async () => {
  const text = changed(at('203.0.113.5:9002'), '"http://127.0.0.1:3000/"', URL_OF_PROXY)
  const { settle } = await loaded(text, { listen: ['203.0.113.5'], allowClients: ['203.0.113.0/24'] })
  const url = 'http://203.0.113.5:9002'
  const settled = settle(new Map([['payments', { url, host: '203.0.113.5', port: 9002 }]]))
  expect(settled.probes.map(({ probe }) => probe.urls)).toEqual([[`${url}/`]])
})

const OWN = Object.values(os.networkInterfaces()).flatMap((all = []) =>
  all.filter(({ scopeid }) => !scopeid).map(({ address }) => address),
)

test.each([...OWN, '127.0.0.9', 'localhost'])(
  'a fault that sends to %s goes round where a proxy listens at all addresses',
  async own => {
    const host = own.includes(':') ? `[${own}]` : own
    const text = changed(at('0.0.0.0:9002'), 'latency: {add: 800ms}', `reroute: {to: "http://${host}:9002"}`)
    const found = await problemsOf(text, { ...consented, catalogue: { ...FEW, faults }, ownHosts: [own] })
    expect(found).toEqual([expect.stringMatching(/^E110 6:28 .*:9002 is the proxy payments itself/)])
  },
)

test('a fault may send to another port of this machine, and to another machine', async () => {
  for (const to of ['http://127.0.0.1:9003', 'http://203.0.113.77:9002']) {
    const text = changed(at('0.0.0.0:9002'), 'latency: {add: 800ms}', `reroute: {to: "${to}"}`)
    const input = { ...consented, catalogue: { ...FEW, faults }, ownHosts: ['203.0.113.77'] }
    expect(await problemsOf(text, input)).toEqual([])
  }
})
