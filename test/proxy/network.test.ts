import { expect, test } from 'vitest'
import { parseAddress, parseNetwork } from '../../src/proxy/network.js'

test.each([
  ['0.0.0.0', '0.0.0.0'],
  ['192.168.1.5', '192.168.1.5'],
  ['::', '::'],
  ['[::]', '::'],
  ['FD00:0:0::2', 'fd00::2'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
])('%s is an address, in one spelling', (text, address) => expect(parseAddress(text)).toBe(address))

test.each([
  '',
  'localhost',
  'myhost',
  '127.1',
  '0x7f.0.0.1',
  '010.0.0.1',
  '1.2.3.256',
  '1.2.3.4:80',
  '[::1]:80',
  ':80',
])('"%s" is no address', text => expect(parseAddress(text)).toBe(null))
test.each(['::1%eth0', '[::1', ':::', '::1]/[', '*', '1.2.3.4/8', 'a@::1'])('"%s" is none either', text =>
  expect(parseAddress(text)).toBe(null),
)

test.each([
  ['10.0.0.0/8', { family: 'ipv4', address: '10.0.0.0', bits: 8 }],
  ['0.0.0.0/0', { family: 'ipv4', address: '0.0.0.0', bits: 0 }],
  ['192.168.1.5', { family: 'ipv4', address: '192.168.1.5', bits: 32 }],
  ['fd00::/8', { family: 'ipv6', address: 'fd00::', bits: 8 }],
  ['fd00::2', { family: 'ipv6', address: 'fd00::2', bits: 128 }],
  ['::ffff:10.0.0.0/104', { family: 'ipv4', address: '10.0.0.0', bits: 8 }],
])('%s is a network', (text, network) => expect(parseNetwork(text)).toEqual(network))

test.each(['10.0.0.0/33', 'fd00::/129', '::ffff:10.0.0.0/8', '10/8', '10.0.0.0/', '10.0.0.0/a', 'all', '10.0.0.0/8/8'])(
  '%s is no network',
  text => expect(parseNetwork(text)).toBe(null),
)
