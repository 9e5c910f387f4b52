import { expect, test } from 'vitest'
import { admissionOf } from '../../src/proxy/admission.js'

const admits = admissionOf(['10.1.2.3/8', '192.168.1.7', 'fd00::/8'])
const HERE = '203.0.113.1'

test.each(['10.0.0.0', '10.255.255.255', '192.168.1.7', 'fdff::1', 'fd00::9%eth0'])(
  '%s is in one of the networks',
  client => expect(admits(client, HERE)).toBe(true),
)

test.each(['9.255.255.255', '11.0.0.0', '192.168.1.8', '203.0.113.2', 'fc00::1', 'fe80::1%eth0', '::a00:1'])(
  '%s is in none of them',
  client => expect(admits(client, HERE)).toBe(false),
)

test('IPv4 within IPv6, as which clients come to a listener of both, is IPv4', () => {
  expect(admits('::ffff:10.9.9.9', '::ffff:203.0.113.1')).toBe(true)
  expect(admits('::ffff:11.9.9.9', '::ffff:203.0.113.1')).toBe(false)
  expect(admissionOf(['::/0'])('::ffff:10.9.9.9', HERE)).toBe(false)
  expect(admissionOf(['::ffff:10.0.0.0/104'])('10.9.9.9', HERE)).toBe(true)
})

test('this machine itself is always admitted, by loopback and by its other addresses', () => {
  const nobody = admissionOf([])
  for (const client of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) expect(nobody(client, HERE)).toBe(true)
  expect(nobody(HERE, HERE)).toBe(true)
  expect(nobody('::ffff:203.0.113.1', '::ffff:203.0.113.1')).toBe(true)
  expect(nobody('203.0.113.2', HERE)).toBe(false)
})

test('everybody is two networks, one of each family', () => {
  const everybody = admissionOf(['0.0.0.0/0', '::/0'])
  for (const client of ['203.0.113.9', '2001:db8::1', '::ffff:203.0.113.9']) expect(everybody(client, HERE)).toBe(true)
})

test('what is no network is refused', () => expect(() => admissionOf(['all'])).toThrow('expected a network'))
