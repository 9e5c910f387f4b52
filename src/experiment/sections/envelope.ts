import * as v from 'valibot'
import { COHORTS } from '../../core/cohort.js'
import { percent } from '../../core/options.js'
import type { Envelope, Key } from '../../proxy/rule.js'
import { count, doc, positive } from './shapes.js'

const KEY = /^(?:(header|cookie|query):(\S+)|(client|connection))$/
const key = v.pipe(
  v.string(),
  v.regex(KEY, issue => `expected header:name, cookie:name, query:name, client or connection, found "${issue.input}"`),
)

/** What every fault has besides its name and options. */
export const envelopeEntries = {
  target: doc(v.string(), 'A proxy, or proxy/route.'),
  percent: doc(v.optional(percent, '100%'), 'The share of matching traffic that is hit.'),
  per: doc(
    v.optional(v.picklist(['request', 'connection', 'message', 'stream']), 'request'),
    'What the decision is made for; message: each one of a WebSocket, of gRPC or of a stream of events, for message and latency at eachMessage; stream: a request of HTTP/2, and no other.',
  ),
  key: doc(v.optional(key), 'The decision and the counts are made per value of this.'),
  first: doc(v.optional(positive), 'Only the first n.'),
  every: doc(v.optional(positive), 'Only every nth.'),
  after: doc(v.optional(positive), 'Only after the first n.'),
  limit: doc(v.optional(positive), 'At most n hits.'),
  cohort: doc(v.optional(v.picklist(COHORTS)), 'Only this part of the traffic; needs `cohorts`.'),
  maxActive: doc(v.optional(positive), 'At most n hits at the same time.'),
  existingConnections: doc(
    v.optional(v.picklist(['apply', 'drain', 'reset']), 'apply'),
    'The connections that are open when the fault begins: it acts on them too; they end after their exchange; RST.',
  ),
  minHits: doc(v.optional(count, 1), 'With fewer hits the hypotheses of the phase are inconclusive.'),
}
export const envelopeShape = v.object(envelopeEntries)
export type WrittenEnvelope = v.InferOutput<typeof envelopeShape>

/** What an entry says of whom it hits, as the proxy takes it. */
export const envelopeOf = ({
  percent,
  per,
  key,
  first,
  every,
  after,
  limit,
  cohort,
  maxActive,
  existingConnections,
}: Omit<WrittenEnvelope, 'target' | 'minHits'>): Envelope => ({
  percent,
  per,
  key: key === undefined ? null : keyOf(key),
  first: first ?? null,
  every: every ?? null,
  after: after ?? null,
  limit: limit ?? null,
  cohort: cohort ?? null,
  maxActive: maxActive ?? null,
  existing: existingConnections,
})

/** Null for what names no part of a request. */
export const keyOf = (written: string): Key | null => {
  const [, from, name, whole] = KEY.exec(written) ?? []
  if (whole === 'client' || whole === 'connection') return { from: whole }
  return (from === 'header' || from === 'cookie' || from === 'query') && name !== undefined ? { from, name } : null
}
