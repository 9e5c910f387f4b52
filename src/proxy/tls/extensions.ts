import { isIP } from 'node:net'
import { addressBytes } from './address-bytes.js'
import { bits, implicit, integer, octets, oid, sequence, tagged, yes } from './der.js'

/** Extensions of RFC 5280 4.2 with what we say in them. */

/** A certificate authority, whose certificates sign no others. */
export const signsLeavesOnly = (): readonly Buffer[] => [
  critical('2.5.29.19', sequence(yes, integer(Buffer.from([0])))),
  // keyCertSign and cRLSign.
  critical('2.5.29.15', bits(Buffer.from([0b0000_0110]), 1)),
]

export const servesTls = (): readonly Buffer[] => [
  critical('2.5.29.19', sequence()),
  // digitalSignature: the keys are elliptic.
  critical('2.5.29.15', bits(Buffer.from([0b1000_0000]), 7)),
  extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
]

export const subjectKey = (identifier: Buffer): Buffer => extension('2.5.29.14', octets(identifier))
export const authorityKey = (identifier: Buffer): Buffer => extension('2.5.29.35', sequence(implicit(0, identifier)))

/** The name or IP address that a certificate is for. */
export const subjectName = (host: string): Buffer => {
  const name = isIP(host) === 0 ? implicit(DNS, Buffer.from(host)) : implicit(IP, addressBytes(host))
  return extension('2.5.29.17', sequence(name))
}

/**
 * The only names and addresses that the authority may speak for; a name stands for those under it as well. Where there
 * is no address among them, all are excluded: what is not named at all would be free.
 */
export const onlyFor = (hosts: readonly string[]): Buffer => {
  const names = hosts.filter(host => isIP(host) === 0)
  const addresses = hosts.filter(host => isIP(host) !== 0)
  const permitted = [
    ...names.map(name => sequence(implicit(DNS, Buffer.from(name)))),
    ...addresses.map(address => sequence(implicit(IP, Buffer.concat([addressBytes(address), mask(address, 0xff)])))),
  ]
  const none = (sample: string) => sequence(implicit(IP, Buffer.concat([mask(sample, 0), mask(sample, 0)])))
  const excluded = [
    ...(names.length === 0 ? [sequence(implicit(DNS, Buffer.alloc(0)))] : []),
    ...(addresses.length === 0 ? [none('0.0.0.0'), none('::')] : []),
  ]
  return critical(
    '2.5.29.30',
    sequence(tagged(0, ...permitted), ...(excluded.length === 0 ? [] : [tagged(1, ...excluded)])),
  )
}

/** Tags of GeneralName. */
const DNS = 2
const IP = 7

const mask = (address: string, byte: number): Buffer => Buffer.alloc(addressBytes(address).length, byte)
const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), octets(value))
const critical = (id: string, value: Buffer): Buffer => sequence(oid(id), yes, octets(value))
