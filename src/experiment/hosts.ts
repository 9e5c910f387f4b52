import { BlockList, isIP, isIPv4 } from 'node:net'
import { CODES, type Code } from './codes.js'

export interface HostRules {
  /** Globs such as `*.staging.example`, or networks such as `10.0.0.0/8`. */
  readonly allow: readonly string[]
  /** Wins over `allow`. */
  readonly deny: readonly string[]
  /** Hosts that the user said are theirs: they win over both, never over link-local. */
  readonly owned: readonly string[]
}

/** Loopback and the private networks of RFC 1918. */
export const DEFAULT_ALLOW = [
  ...['localhost', '*.localhost', '127.0.0.0/8', '::1'],
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
]
export const DEFAULT_DENY = ['*prod*']
/** Where clouds answer with credentials: never a target. RFC 3927, RFC 4291 2.5.6. */
const LINK_LOCAL = ['169.254.0.0/16', 'fe80::/10', 'metadata.google.internal']
const LOOPBACK = ['localhost', '127.0.0.0/8', '::1']

/** One spelling for each host: lower case, no brackets, no final dot, `0x7f.1` and `[::ffff:127.0.0.1]` as 127.0.0.1. */
export const normalHost = (host: string): string => {
  const bracketed = familyOf(host) === 6 ? `[${host}]` : host
  const spelled = URL.canParse(`http://${bracketed}`) ? new URL(`http://${bracketed}`).hostname : host.toLowerCase()
  const bare = spelled.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(bare) ?? []
  if (high === undefined || low === undefined) return bare
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}

/** 4, 6 or 0. What has no colon is never asked whether it is IPv6: Node's pattern for that takes 8 ms to compile. */
const familyOf = (host: string): number => (host.includes(':') ? isIP(host) : isIPv4(host) ? 4 : 0)

const inNetwork = (host: string, network: string): boolean => {
  const [address = '', bits] = network.split('/')
  if (address.includes(':') !== host.includes(':')) return false
  const family = familyOf(address)
  if (familyOf(host) !== family || family === 0 || !/^\d{1,3}$/.test(bits ?? '')) return false
  if (Number(bits) > (family === 4 ? 32 : 128)) return false
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(address, Number(bits), type)
  return list.check(host, type)
}

/** `*` stands for anything. Stars are matched one after the other, so that no pattern can take long. */
const fits = (text: string, glob: string): boolean => {
  const [first = '', ...parts] = glob.toLowerCase().split('*')
  const last = parts.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first) || !text.slice(first.length).endsWith(last)) return false
  let from = first.length
  for (const part of parts) {
    const found = text.indexOf(part, from)
    if (found < 0) return false
    from = found + part.length
  }
  return from <= text.length - last.length
}

const among = (host: string, patterns: readonly string[]): string | undefined =>
  patterns.find(pattern => (pattern.includes('/') ? inNetwork(host, pattern) : fits(host, normalPattern(pattern))))

const normalPattern = (pattern: string): string => (pattern.includes('*') ? pattern : normalHost(pattern))

export const isLoopback = (host: string): boolean => among(normalHost(host), LOOPBACK) !== undefined

export interface HostVerdict {
  readonly code: Code
  readonly message: string
  readonly hints: readonly string[]
}

/** Why a host may not be touched, or null when it may. */
export const judgeHost = (written: string, { allow, deny, owned }: HostRules): HostVerdict | null => {
  const host = normalHost(written)
  if (among(host, LINK_LOCAL) !== undefined)
    return { code: CODES.linkLocal, message: `host ${host} is link-local, which is never touched`, hints: [] }
  if (among(host, owned) !== undefined) return null
  const denied = among(host, deny)
  const mine = `if it is yours to break: --i-own ${host}`
  if (denied !== undefined)
    return { code: CODES.hostDenied, message: `host ${host} is denied by safety (${denied})`, hints: [mine] }
  if (among(host, allow) !== undefined) return null
  const hints = [`allowed: ${allow.join(', ')}`, `add it to safety.allowHosts, or ${mine}`]
  return { code: CODES.hostNotAllowed, message: `host ${host} is not allowed by safety`, hints }
}
