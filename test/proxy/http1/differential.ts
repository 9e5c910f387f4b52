import http from 'node:http'
import { replyRules, requestRules } from './corpus.js'
import { nodeReply, nodeRequests } from './node-reading.js'
import { ourReply, ourRequests } from './our-reading.js'
import type { Message, Reading } from './reading.js'

/** What two parsers make of the same bytes. */
export interface Comparison {
  readonly ours: Reading
  readonly nodes: Reading
  /** We read a message that node did not read, or read another way: the thing that must not happen. */
  readonly wrong: boolean
  /** The rule for which we alone refuse. */
  readonly onlyOurs: string | null
}

const compareRequests = (text: string): Promise<Comparison> => {
  const bytes = Buffer.from(text, 'latin1')
  return compare(bytes, ourRequests([bytes]), nodeRequests)
}

const compareReply = (text: string, method: string): Promise<Comparison> => {
  const bytes = Buffer.from(text, 'latin1')
  return compare(bytes, ourReply([bytes], method), part => nodeReply(part, method))
}

/** node:http has a list of methods, and refuses all others. */
const isKnown = ({ start }: Message) => {
  const [first = ''] = start.split(' ', 1)
  return /^[0-9]{3}$/.test(first) || http.METHODS.includes(first)
}

/** What we read is compared without what follows it: node:http may take back a message for the sake of the next one. */
const compare = async (
  bytes: Buffer,
  ours: Reading,
  read: (bytes: Buffer) => Promise<Reading>,
): Promise<Comparison> => {
  const nodes = await read(bytes)
  const foreign = ours.messages.findIndex(message => !isKnown(message))
  const compared = foreign < 0 ? ours.messages : ours.messages.slice(0, foreign)
  const differs = ({ messages }: Reading) =>
    compared.some((message, at) => JSON.stringify(message) !== JSON.stringify(messages[at]))
  const until = ours.ends[compared.length - 1] ?? 0
  const wrong = differs(nodes) && (until === bytes.length || differs(await read(bytes.subarray(0, until))))
  const alone = typeof ours.end === 'object' && nodes.messages.length > ours.messages.length
  return { ours, nodes, wrong, onlyOurs: alone && typeof ours.end === 'object' ? ours.end.refused : null }
}

/** The kinds of messages that are compared. */
export const kinds = [
  { what: 'requests', rules: requestRules, read: ourRequests, compare: compareRequests },
  ...['GET', 'HEAD'].map(method => ({
    what: `replies to ${method}`,
    rules: replyRules,
    read: (parts: readonly Buffer[]) => ourReply(parts, method),
    compare: (text: string) => compareReply(text, method),
  })),
]
