import type net from 'node:net'
import { Visit } from './visit.js'

/** The connections of clients that are open now. */
export interface Visits {
  /** The one on this TCP socket: it is made when it is first asked for. */
  at(raw: net.Socket, proxy: string): Visit
  of(proxy: string): readonly Visit[]
  /** Ends those of a proxy; resolves when they are gone. */
  close(proxy: string): Promise<void>
}

/** Ids count from 1. */
export const openVisits = (): Visits => {
  const open = new Map<net.Socket, Visit>()
  let count = 0
  const of = (proxy: string) => [...open.values()].filter(visit => visit.proxy === proxy)
  /** One for all of them: idle connections are many. */
  function left(this: net.Socket) {
    open.get(this)?.gone()
    open.delete(this)
  }
  const made = (raw: net.Socket, proxy: string) => {
    const visit = new Visit(++count, proxy, raw)
    open.set(raw, visit)
    raw.on('error', nobodyCares).on('close', left)
    if (raw.destroyed) left.call(raw)
    return visit
  }
  return {
    of,
    at: (raw, proxy) => open.get(raw) ?? made(raw, proxy),
    async close(proxy) {
      const all = of(proxy)
      const gone = all.map(({ raw }) => new Promise(resolve => raw.once('close', resolve)))
      for (const { raw } of all) raw.destroy()
      await Promise.all(gone)
    },
  }
}

const nobodyCares = () => {}
