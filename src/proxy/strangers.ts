import type { Journal } from '../core/journal.js'

/** Clients that are told one by one, of each proxy: strangers must not fill the journal. */
const MOST_TOLD = 20

/** Those who may not connect. */
export interface Strangers {
  /** Counts a connection that was closed; the first of a client is journalled. */
  refused(proxy: string, client: string): void
  /** Journals how many connections each proxy has refused since it was last asked. */
  tell(): void
}

export const openStrangers = (journal: Journal): Strangers => {
  const seen = new Map<string, { readonly clients: Set<string>; connections: number }>()
  return {
    refused(proxy, client) {
      const here = seen.get(proxy) ?? { clients: new Set<string>(), connections: 0 }
      seen.set(proxy, here)
      here.connections++
      if (here.clients.has(client) || here.clients.size >= MOST_TOLD) return
      here.clients.add(client)
      journal.append({ type: 'client.refused', proxy, client })
    },
    tell() {
      for (const [proxy, { connections }] of seen) journal.append({ type: 'connections.refused', proxy, connections })
      seen.clear()
    },
  }
}
