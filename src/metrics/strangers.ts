import type { FactOf } from '../core/fact.js'

/** For people: who may not connect, and how often it was tried. */
export const noteOfStrangers = ({ proxy, connections }: FactOf<'connections.refused'>): string =>
  `proxy ${proxy} closed ${connections === 1 ? '1 connection of a client' : `${connections} connections of clients`} that --allow-clients does not name`

export const noteOfStranger = ({ proxy, client }: FactOf<'client.refused'>): string =>
  `proxy ${proxy}: ${client} may not connect, --allow-clients does not name it`

/** Where other machines reach a proxy, and who of them may connect, to be said after where this one does; else nothing. */
export const whereElse = ({ exposed }: FactOf<'proxy.listening'>): string =>
  exposed === undefined ? '' : `, at ${exposed.at} for ${exposed.clients.join(', ')}`
