import * as v from 'valibot'
import { valueIn, valuePlace } from '../core/content.js'
import { within } from '../core/deadline.js'
import { KEPT_TO_LOOK, replyContent, unlikeReply } from '../core/expected-reply.js'
import { type HttpOutcome, httpClient } from '../core/http-client.js'
import { headerMap, httpUrl, method, timeout } from '../core/http-options.js'
import { defineProbe, type Sample } from '../core/probe.js'
import type { Redaction } from '../core/redaction.js'
import { inRanges, showRanges, statusRanges } from '../core/status.js'
import { traced } from '../core/trace.js'

const expectation = v.strictObject({
  status: v.optional(statusRanges, '200-399'),
  ...replyContent,
})

const options = v.strictObject({
  url: httpUrl,
  method: v.optional(method, 'GET'),
  headers: v.optional(headerMap, {}),
  timeout: v.optional(timeout, '5s'),
  expect: v.pipe(v.optional(expectation, {}), v.metadata({ description: 'what a good reply looks like' })),
  value: v.optional(
    v.pipe(
      v.strictObject({ from: v.pipe(v.literal('body'), v.description('what the number is in')), ...valuePlace }),
      v.check(
        value => (value.json === undefined) !== (value.regex === undefined),
        'expected exactly one of json, regex',
      ),
      v.metadata({ description: 'a number in the body that becomes the value of the sample' }),
    ),
  ),
})
type Options = v.InferOutput<typeof options>

/** Each sample is one request on a connection of its own, to the end of its reply. */
export const http = defineProbe({
  name: 'http',
  summary: 'asks a URL and looks at the reply',
  kind: 'active',
  options,
  examples: [
    { url: 'http://127.0.0.1:3000/healthz' },
    { url: 'http://127.0.0.1:3000/healthz', timeout: '2s', expect: { status: 200, json: { '$.status': 'ok' } } },
    { url: 'http://127.0.0.1:3000/queue', value: { from: 'body', json: '$.depth' } },
  ],
  urls: ({ url }) => [url],
  hasValue: ({ value }) => value !== undefined,
  open(options, { clock, random, trust, redaction }) {
    const { url, method, timeout } = options
    const client = httpClient({ reuse: false, keep: KEPT_TO_LOOK, connectTimeoutMs: timeout, trust })
    let ordinal = 0
    const sample = async (signal: AbortSignal): Promise<Sample> => {
      await client.prepare()
      const { headers, trace } = random
        ? traced(options.headers, random.fork(++ordinal))
        : { ...options, trace: undefined }
      const start = clock.now()
      const done = await within(clock, timeout, signal, signal =>
        client.call({ url, method, headers, body: null }, signal),
      )
      const found: Sample = done.expired
        ? { ok: false, latencyMs: timeout, error: 'timeout' }
        : judged(done.value, clock.now() - start, options, redaction)
      return trace === undefined ? found : { ...found, trace }
    }
    return { kind: 'active', prepare: client.prepare, sample, close: client.close }
  },
})

const judged = (
  outcome: HttpOutcome,
  latencyMs: number,
  { expect, value }: Options,
  redaction: Redaction | undefined,
): Sample => {
  if (!outcome.ok) return { ...outcome, latencyMs }
  const { status, body } = outcome.answer
  const at = { latencyMs, status }
  if (!inRanges(expect.status, status))
    return { ok: false, ...at, error: 'httpStatus', detail: `status ${status}, expected ${showRanges(expect.status)}` }
  const detail = unlikeReply(outcome.answer, expect, redaction)
  if (detail !== null) return { ok: false, ...at, error: 'body', detail }
  if (value === undefined) return { ok: true, ...at }
  const found = valueIn(body.toString('utf8'), value)
  if (!found.ok) return { ok: false, ...at, error: 'badValue', detail: `the body ${found.why}` }
  return { ok: true, ...at, value: found.value }
}
