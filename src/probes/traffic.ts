import * as v from 'valibot'
import { COHORTS } from '../core/cohort.js'
import type { FactOf } from '../core/fact.js'
import { method } from '../core/http-options.js'
import type { Entry } from '../core/journal.js'
import { defineProbe, type Sample } from '../core/probe.js'
import { inRanges, showRanges, statusRanges } from '../core/status.js'

const where = v.strictObject({
  route: v.optional(v.pipe(v.string(), v.metadata({ description: 'only this route of the target' }))),
  method: v.optional(method),
  status: v.optional(v.pipe(statusRanges, v.metadata({ description: 'only replies with this status' }))),
  cohort: v.optional(v.pipe(v.picklist(COHORTS), v.metadata({ description: 'only this part of split traffic' }))),
  injected: v.optional(
    v.pipe(v.boolean(), v.metadata({ description: 'only exchanges with (or without) an injected fault' })),
  ),
})

const options = v.strictObject({
  target: v.pipe(v.string(), v.metadata({ description: 'a proxy, or a route of it: `proxy/route`' })),
  where: v.pipe(v.optional(where, {}), v.metadata({ description: 'which exchanges count' })),
  expect: v.pipe(
    v.optional(v.strictObject({ status: v.optional(statusRanges, '100-499') }), {}),
    v.metadata({ description: 'what a good exchange looks like' }),
  ),
})
type Options = v.InferOutput<typeof options>

/** Every exchange that a proxy has passed on is a sample, from the request's head to the reply's end. */
export const traffic = defineProbe({
  name: 'traffic',
  summary: 'watches the exchanges that pass a proxy',
  kind: 'passive',
  options,
  examples: [{ target: 'payments' }, { target: 'payments/charge', where: { method: 'POST', injected: false } }],
  target: ({ target, where }) => (where.route === undefined ? target : `${target.split('/')[0]}/${where.route}`),
  part({ where: { method, status, injected, cohort } }) {
    return method === undefined && status === undefined && injected === undefined ? cohort : 'some'
  },
  open(options) {
    const methods = new Map<number, string>()
    const observe = (entry: Entry): Sample | null => {
      if (entry.type === 'exchange.opened' && options.where.method !== undefined) methods.set(entry.x, entry.method)
      if (entry.type !== 'exchange.closed') return null
      const method = methods.get(entry.x)
      methods.delete(entry.x)
      return counts(entry, method, options) ? sampleOf(entry, options) : null
    }
    return { kind: 'passive', observe }
  },
})

type Closed = FactOf<'exchange.closed'>

const counts = ({ route, status, injected, cohort }: Closed, method: string | undefined, options: Options): boolean => {
  const { target, where } = options
  const aimed = where.route === undefined ? target : `${target.split('/')[0]}/${where.route}`
  if (route !== aimed && !route.startsWith(`${aimed}/`)) return false
  if (where.method !== undefined && where.method !== method) return false
  if (where.status !== undefined && (status === null || !inRanges(where.status, status))) return false
  if (where.cohort !== undefined && where.cohort !== cohort) return false
  return where.injected === undefined || where.injected === injected.length > 0
}

/** A client that gave up is a timeout of at least that time; an end of ours, when the proxy closes, says nothing. */
const sampleOf = ({ end, status, totalMs: latencyMs, detail }: Closed, { expect }: Options): Sample | null => {
  const at = { latencyMs, ...(status !== null && { status }), ...(detail !== undefined && { detail }) }
  if (end === 'proxyClosed') return null
  if (end === 'clientLeft') return { ok: false, ...at, error: 'timeout', detail: detail ?? 'the client gave up' }
  if (status === null && end === 'complete') return { ok: true, ...at }
  if (status === null) return { ok: false, ...at, error: 'reset' }
  if (!inRanges(expect.status, status))
    return { ok: false, ...at, error: 'httpStatus', detail: `status ${status}, expected ${showRanges(expect.status)}` }
  return end === 'complete' ? { ok: true, latencyMs, status } : { ok: false, ...at, error: 'body' }
}
