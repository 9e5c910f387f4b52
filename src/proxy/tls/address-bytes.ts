import { isIPv4 } from 'node:net'

/** An IP address as its 4 or 16 bytes; IPv6 in any spelling of RFC 4291 2.2. */
export const addressBytes = (address: string): Buffer => {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.replace(/%.*$/, '').split('::')
  const before = groupsIn(head)
  const after = tail === undefined ? [] : groupsIn(tail)
  const groups = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
  return Buffer.from(groups.flatMap(group => [group >> 8, group & 255]))
}

const groupsIn = (text: string): readonly number[] =>
  text === '' ? [] : text.split(':').flatMap(part => (part.includes('.') ? pairsIn(part) : [Number.parseInt(part, 16)]))

/** The last four bytes may be dotted. */
const pairsIn = (dotted: string): readonly number[] => {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number)
  return [(a << 8) | b, (c << 8) | d]
}
