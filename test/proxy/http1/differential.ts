import http from 'node:http'
import { nodeReply, nodeRequests } from './node-reading.js'
import { ourReply, ourRequests } from './our-reading.js'
import type { Reading } from './reading.js'

/** What two parsers make of the same bytes. */
export interface Comparison {
  readonly ours: Reading
  readonly nodes: Reading
  /** We read a message that node did not read, or read another way: the thing that must not happen. */
  readonly wrong: boolean
  /** The rule for which we alone refuse. */
  readonly onlyOurs: string | null
}

export const compareRequests = async (text: string): Promise<Comparison> => {
  const bytes = Buffer.from(text, 'latin1')
  return compare(ourRequests([bytes]), await nodeRequests(bytes))
}

export const compareReply = async (text: string, method: string): Promise<Comparison> => {
  const bytes = Buffer.from(text, 'latin1')
  return compare(ourReply([bytes], method), await nodeReply(bytes, method))
}

/** node:http has a list of methods, and refuses all others. */
const isKnown = ({ start }: { readonly start: string }) =>
  /^[0-9]/.test(start) || http.METHODS.includes(start.split(' ', 1)[0] ?? '')

const compare = (ours: Reading, nodes: Reading): Comparison => {
  const foreign = ours.messages.findIndex(message => !isKnown(message))
  const compared = foreign < 0 ? ours.messages : ours.messages.slice(0, foreign)
  const wrong = compared.some((message, at) => JSON.stringify(message) !== JSON.stringify(nodes.messages[at]))
  const alone = typeof ours.end === 'object' && nodes.messages.length > ours.messages.length
  return { ours, nodes, wrong, onlyOurs: alone && typeof ours.end === 'object' ? ours.end.refused : null }
}
