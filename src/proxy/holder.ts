import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The process that listens on a TCP port, where /proc tells (Linux, own processes); null otherwise. */
export const holderOf = (port: number): number | null => {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap(table => inodes(table, port)))
  if (sockets.size === 0) return null
  const pids = entries('/proc').filter(name => /^\d+$/.test(name))
  const holder = pids.find(pid => entries(`/proc/${pid}/fd`).some(fd => sockets.has(link(`/proc/${pid}/fd/${fd}`))))
  return holder === undefined ? null : Number(holder)
}

/** Lines are `sl local_address rem_address st … inode`, numbers in hex; state 0A is LISTEN (proc(5)). */
const inodes = (table: string, port: number): string[] => {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return text(table)
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(fields => fields[1]?.endsWith(wanted) && fields[3] === '0A')
    .map(fields => `socket:[${fields[9]}]`)
}

const text = (file: string): string => attempt(() => readFileSync(file, 'utf8'), '')
const entries = (folder: string): string[] => attempt(() => readdirSync(folder), [])
const link = (file: string): string => attempt(() => readlinkSync(file), '')

/** Files of others, and of processes that are gone, cannot be read: they tell nothing. */
const attempt = <T>(read: () => T, otherwise: T): T => {
  try {
    return read()
  } catch {
    return otherwise
  }
}
