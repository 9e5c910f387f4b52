import type { HeaderList } from '../../core/headers.js'
import { STATIC_TABLE } from './static-table.js'

/** Values that no table anywhere should learn (RFC 7541 7.1.3). */
const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie'])
const NEVER_INDEXED = 0x10

const WHOLE = new Map<string, number>()
const NAMES = new Map<string, number>()
for (const [at, [name, value]] of STATIC_TABLE.entries()) {
  if (value !== '') WHOLE.set(`${name}|${value}`, at + 1)
  if (!NAMES.has(name)) NAMES.set(name, at + 1)
}

/** Compresses header lists by the static table only: nothing to get out of step with the peer. Names in lower case. */
export class HeaderEncoder {
  /** The peer changed its table: it wants to hear that ours is empty (RFC 7541 4.2). */
  owesResize = false

  encode(list: HeaderList): Buffer {
    const parts: Buffer[] = []
    if (this.owesResize) parts.push(Buffer.from([0x20]))
    this.owesResize = false
    for (const [name, value] of list) {
      const index = WHOLE.get(`${name}|${value}`)
      if (index !== undefined) parts.push(integer(index, 7, 0x80))
      else parts.push(...literal(name, value))
    }
    return Buffer.concat(parts)
  }
}

const literal = (name: string, value: string): readonly Buffer[] => {
  const index = NAMES.get(name) ?? 0
  const start = integer(index, 4, SECRET.has(name) ? NEVER_INDEXED : 0)
  return index === 0 ? [start, ...text(name), ...text(value)] : [start, ...text(value)]
}

const text = (written: string): readonly Buffer[] => {
  const bytes = Buffer.from(written, 'latin1')
  return [integer(bytes.length, 7, 0), bytes]
}

/** RFC 7541 5.1. */
const integer = (value: number, prefix: number, flags: number): Buffer => {
  const most = 2 ** prefix - 1
  if (value < most) return Buffer.from([flags | value])
  const bytes = [flags | most]
  let rest = value - most
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return Buffer.from([...bytes, rest])
}
