import type { LookupAddress } from 'node:dns'
import { expect, test } from 'vitest'
import { openGuard } from '../../../src/proxy/forward/guard.js'
import { comesTo } from '../../../src/proxy/own-address.js'

const NOWHERE = ['169.254.169.254', '169.254.0.1', 'fe80::1', 'febf::1', 'fd00:ec2::254']
const DISGUISED = [
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::169.254.169.254',
  '::a9fe:a9fe',
]
const listens = (address: string, port: number) =>
  comesTo(address, '127.0.0.1') ? (port === 1 ? 'forward' : port === 2 ? 'other' : null) : null

test.each([...NOWHERE, ...DISGUISED])('nobody goes to %s, whoever sends it there', host => {
  const { check } = openGuard({ listens, isExposed: false })
  for (const by of ['client', 'experiment'] as const)
    expect(() => check({ host, port: 80 }, by)).toThrow(`${host} is link-local`)
})

test.each(['127.0.0.1', '127.0.0.2', 'localhost', 'a.localhost', '0.0.0.0', '::', '::1', '::ffff:127.0.0.1'])(
  'by %s a client reaches no proxy of the run, and the experiment all but forward ones',
  host => {
    const { check } = openGuard({ listens, isExposed: false })
    for (const by of ['client', 'experiment'] as const)
      expect(() => check({ host, port: 1 }, by)).toThrow(`${host}:1 is this proxy itself`)
    expect(() => check({ host, port: 2 }, 'client')).toThrow(`${host}:2 is another proxy of this run`)
    expect(() => check({ host, port: 2 }, 'experiment')).not.toThrow()
    expect(() => check({ host, port: 3 }, 'client')).not.toThrow()
  },
)

test('where clients may be of other machines, they reach what only this one can by the map alone', () => {
  const { check } = openGuard({ listens: () => null, isExposed: true })
  for (const host of ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::ffff:127.0.0.1']) {
    expect(() => check({ host, port: 80 }, 'client')).toThrow(`${host} is the proxy's own machine`)
    expect(() => check({ host, port: 80 }, 'experiment')).not.toThrow()
  }
  expect(() => check({ host: '203.0.113.1', port: 80 }, 'client')).not.toThrow()
})

test('the addresses that a name has are checked, every one, and the name is looked up once', () => {
  const looked: string[] = []
  const answers: Record<string, readonly string[]> = {
    'rebound.test': ['203.0.113.1', '169.254.169.254'],
    'home.test': ['127.0.0.1'],
    'good.test': ['203.0.113.1', '203.0.113.2'],
  }
  const resolve = ((name: string, _: unknown, done: (error: null, found: LookupAddress[]) => void) => {
    looked.push(name)
    done(
      null,
      (answers[name] ?? []).map(address => ({ address, family: 4 })),
    )
    // The one of its overloads that the guard calls.
  }) as never
  const { lookup } = openGuard({ listens, isExposed: false }, resolve)
  const told = (name: string, all: boolean) => {
    let heard: unknown
    lookup(1, 'client')(name, { all }, (error, address) => {
      heard = error?.message ?? address
    })
    return heard
  }
  expect(told('rebound.test', true)).toBe('169.254.169.254 is link-local, where no request goes')
  expect(told('home.test', false)).toBe('127.0.0.1:1 is this proxy itself')
  expect(told('good.test', false)).toBe('203.0.113.1')
  expect(told('good.test', true)).toEqual([
    { address: '203.0.113.1', family: 4 },
    { address: '203.0.113.2', family: 4 },
  ])
  expect(looked).toEqual(['rebound.test', 'home.test', 'good.test', 'good.test'])
})
