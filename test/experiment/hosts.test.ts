import { expect, test } from 'vitest'
import {
  DEFAULT_ALLOW,
  DEFAULT_DENY,
  type HostRules,
  isLoopback,
  judgeHost,
  normalHost,
} from '../../src/experiment/hosts.js'

const DEFAULT: HostRules = { allow: DEFAULT_ALLOW, deny: DEFAULT_DENY, owned: [] }
const codeOf = (host: string, rules = DEFAULT) => judgeHost(host, rules)?.code ?? 'allowed'

test.each([
  '127.0.0.1',
  'localhost',
  '127.9.9.9',
  '::1',
  '[::1]',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  'app.localhost',
])('%s is allowed by default', host => {
  expect(codeOf(host)).toBe('allowed')
})

test.each([
  '8.8.8.8',
  'example.com',
  '172.32.0.1',
  '10.evil.example',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '::2',
  '11.0.0.1',
])('%s is not allowed by default', host => {
  expect(codeOf(host)).toBe('E301')
})

test.each([
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '127.1',
  '0177.0.0.1',
  '[::ffff:127.0.0.1]',
  '::ffff:7f00:1',
  'LOCALHOST',
  'localhost.',
])('%s is a spelling of this machine', host => {
  expect(isLoopback(host)).toBe(true)
})

test.each([
  '169.254.169.254',
  '169.254.0.1',
  '0xa9fea9fe',
  '[::ffff:169.254.169.254]',
  'fe80::1',
  'metadata.google.internal',
])('%s is never touched, not even when it is owned', host => {
  expect(codeOf(host)).toBe('E303')
  expect(codeOf(host, { allow: ['*'], deny: [], owned: [host] })).toBe('E303')
})

test('deny wins over allow, and what is owned wins over both', () => {
  expect(codeOf('db.prod.local', { ...DEFAULT, allow: ['*'] })).toBe('E302')
  expect(codeOf('db.prod.local', { ...DEFAULT, owned: ['db.prod.local'] })).toBe('allowed')
  expect(codeOf('DB.PROD.local', { ...DEFAULT, owned: ['db.prod.local'] })).toBe('allowed')
})

test('globs are names with stars, networks have a slash', () => {
  const rules = { ...DEFAULT, allow: ['*.staging.example', 'api-*.test', '203.0.113.0/24', '2001:db8::/32'] }
  for (const host of ['a.staging.example', 'a.b.staging.example', 'api-1.test', '203.0.113.9', '2001:db8::5'])
    expect(codeOf(host, rules)).toBe('allowed')
  for (const host of [
    'staging.example',
    'xapi-1.test',
    '203.0.114.1',
    'a.staging.example.org',
    '2001:db9::5',
    '127.0.0.1',
  ])
    expect(codeOf(host, rules)).toBe('E301')
})

test('networks that are none allow nothing', () => {
  for (const network of ['10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/', 'name/8', '::/129'])
    expect(codeOf('10.0.0.1', { ...DEFAULT, allow: [network] })).toBe('E301')
})

test('a glob of many stars is matched at once', () => {
  const glob = `${'a*'.repeat(5_000)}b`
  expect(codeOf('a'.repeat(60), { ...DEFAULT, allow: [glob] })).toBe('E301')
})

test('every host has one spelling', () => {
  expect(normalHost('Example.COM.')).toBe('example.com')
  expect(normalHost('[2001:DB8::0:1]')).toBe('2001:db8::1')
})
