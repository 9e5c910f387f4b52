import * as v from 'valibot'
import { within } from '../core/deadline.js'
import { type HttpOutcome, httpClient } from '../core/http-client.js'
import { headerMap, httpUrl, timeout } from '../core/http-options.js'
import { defineProbe, type Sample } from '../core/probe.js'

const KEEP = 1024 ** 2

const options = v.strictObject({
  url: httpUrl,
  query: v.pipe(
    v.string(),
    v.nonEmpty('expected a query'),
    v.metadata({ description: 'a PromQL query that gives one number', examples: ['max(queue_depth)'] }),
  ),
  onNoData: v.pipe(
    v.optional(v.picklist(['error', 'zero', 'skip']), 'error'),
    v.metadata({ description: 'what an empty answer is: an error of the probe, the value 0, or no sample' }),
  ),
  headers: v.optional(headerMap, {}),
  timeout: v.optional(timeout, '5s'),
})
type Options = v.InferOutput<typeof options>

/** Asks the HTTP API of Prometheus for an instant. What goes wrong there says nothing of the system: it is a probeError. */
export const prometheus = defineProbe({
  name: 'prometheus',
  summary: 'asks Prometheus for a number',
  kind: 'active',
  options,
  examples: [
    { url: 'http://127.0.0.1:9090', query: 'max(queue_depth)' },
    { url: 'http://127.0.0.1:9090', query: 'sum(rate(errors_total[1m]))', onNoData: 'zero', timeout: '3s' },
  ],
  urls: ({ url }) => [url],
  hasValue: () => true,
  open(options, { clock, trust }) {
    const { url, query, headers, timeout } = options
    const client = httpClient({ reuse: true, keep: KEEP, connectTimeoutMs: timeout, trust })
    const asked = `${url.replace(/\/$/, '')}/api/v1/query?query=${encodeURIComponent(query)}`
    const sample = async (signal: AbortSignal): Promise<Sample | null> => {
      await client.prepare()
      const start = clock.now()
      const done = await within(clock, timeout, signal, signal =>
        client.call({ url: asked, method: 'GET', headers, body: null }, signal),
      )
      const latencyMs = clock.now() - start
      return done.expired ? failed(latencyMs, 'no answer in time') : sampleOf(done.value, latencyMs, options)
    }
    return { kind: 'active', prepare: client.prepare, sample, close: client.close }
  },
})

const failed = (latencyMs: number, detail: string): Sample => ({ ok: false, latencyMs, error: 'probeError', detail })

const value = v.tuple([v.number(), v.string()])
const answer = v.object({
  status: v.literal('success'),
  data: v.variant('resultType', [
    v.object({ resultType: v.literal('vector'), result: v.array(v.object({ value })) }),
    v.object({ resultType: v.literal('scalar'), result: value }),
  ]),
})
const refusal = v.object({ status: v.literal('error'), error: v.string() })

const sampleOf = (outcome: HttpOutcome, latencyMs: number, { onNoData }: Options): Sample | null => {
  if (!outcome.ok) return failed(latencyMs, outcome.detail)
  const text = outcome.answer.body.toString('utf8')
  const refused = v.safeParse(v.pipe(v.string(), v.parseJson(), refusal), text)
  if (refused.success) return failed(latencyMs, `Prometheus says: ${refused.output.error.slice(0, 200)}`)
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), answer), text)
  if (!parsed.success) return failed(latencyMs, `status ${outcome.answer.status}, and no instant vector or scalar`)
  const { data } = parsed.output
  const found = data.resultType === 'scalar' ? [data.result] : data.result.map(series => series.value)
  const [first, second] = found
  if (second !== undefined) return failed(latencyMs, `the query gave ${found.length} series: aggregate it`)
  if (first === undefined) return nothing(latencyMs, onNoData)
  const number = Number(first[1])
  return Number.isFinite(number)
    ? { ok: true, latencyMs, value: number }
    : { ok: false, latencyMs, error: 'badValue', detail: `the value is ${first[1]}` }
}

const nothing = (latencyMs: number, onNoData: Options['onNoData']): Sample | null => {
  if (onNoData === 'skip') return null
  return onNoData === 'zero' ? { ok: true, latencyMs, value: 0 } : failed(latencyMs, 'the query gave no data')
}
