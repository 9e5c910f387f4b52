import * as v from 'valibot'
import { replyContent } from '../../core/expected-reply.js'
import { headerMap, httpUrl } from '../../core/http-options.js'
import { duration, frequency } from '../../core/options.js'
import { statusRanges } from '../../core/status.js'
import type { Sheet } from '../check/sheet.js'
import type { LoadRequest, LoadSpec } from '../experiment.js'
import type { HostRules } from '../hosts.js'
import { declaredPhases } from './phases.js'
import { checkHost } from './safety.js'
import { doc, positive } from './shapes.js'
import { checkName } from './targets.js'

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'] as const
const path = v.pipe(
  v.string(),
  v.startsWith('/', issue => `expected a path that starts with /, found "${issue.input}"`),
)
const target = doc(v.optional(path), 'The path to ask for, with this method.')
const SUCCESS = '200-399'

const request = v.pipe(
  v.strictObject({
    name: doc(v.optional(v.string()), 'What the report calls it; method and path by default.'),
    weight: doc(v.optional(v.pipe(v.number(), v.gtValue(0)), 1), 'How often, beside the others.'),
    get: target,
    post: target,
    put: target,
    patch: target,
    delete: target,
    head: target,
    headers: doc(v.optional(headerMap, {}), 'Header fields of this request.'),
    json: doc(v.optional(v.unknown()), 'A body, sent as JSON.'),
    body: doc(v.optional(v.string()), 'A body, sent as it is.'),
    expect: doc(
      v.optional(
        v.strictObject({
          status: doc(v.optional(statusRanges, SUCCESS), 'The statuses that count as well.'),
          header: doc(replyContent.header, 'Fields that the reply must have; * means any value.'),
          body: doc(replyContent.body, 'A text that the body must contain, or a pattern as {regex: …}.'),
          json: doc(replyContent.json, 'JSON paths, each with the value that the body must have there.'),
        }),
        {},
      ),
      'What a good reply looks like.',
    ),
  }),
  v.check(
    request => METHODS.filter(method => request[method] !== undefined).length === 1,
    `expected exactly one of ${METHODS.join(', ')}`,
  ),
  v.check(({ json, body }) => json === undefined || body === undefined, 'expected json or body, found both'),
)
type WrittenRequest = v.InferOutput<typeof request>

export const loadShape = v.strictObject({
  baseUrl: doc(httpUrl, 'Where the requests go.'),
  rate: doc(
    v.pipe(frequency, v.gtValue(0)),
    'Requests a second or a minute: 20/s, 90/m. Arrivals never wait for answers.',
  ),
  maxInFlight: doc(v.optional(positive), 'More are dropped, and reported; 10 times the rate by default.'),
  arrivals: doc(v.optional(v.picklist(['constant', 'poisson']), 'constant'), 'Even, or as independent users arrive.'),
  timeout: doc(v.optional(duration, '10s'), 'How long an answer may take.'),
  headers: doc(v.optional(headerMap, {}), 'Header fields of all requests.'),
  requests: doc(v.pipe(v.array(request), v.minLength(1)), 'What is asked, chosen by weight.'),
  phases: doc(v.optional(v.array(v.string())), 'Names of phases; all by default.'),
})

export const readLoad = (sheet: Sheet, rules: HostRules): readonly LoadSpec[] =>
  sheet.ids(['load']).flatMap(id => {
    const at = ['load', id]
    const read = sheet.read(loadShape, at)
    if (!read) return []
    checkHost(sheet, [...at, 'baseUrl'], new URL(read.baseUrl).hostname, rules)
    for (const [index, name] of (read.phases ?? []).entries())
      checkName(sheet, [...at, 'phases', index], name, {
        kind: 'phase',
        names: declaredPhases(sheet).map(({ name }) => name),
      })
    return [
      {
        id,
        baseUrl: read.baseUrl,
        perSecond: read.rate,
        maxInFlight: read.maxInFlight ?? Math.max(1, Math.ceil(10 * read.rate)),
        arrivals: read.arrivals,
        timeoutMs: read.timeout,
        headers: read.headers,
        requests: read.requests.flatMap(requestOf),
        phases: read.phases ?? null,
      },
    ]
  })

const requestOf = (written: WrittenRequest): readonly LoadRequest[] => {
  const { name, weight, headers, json, body, expect } = written
  const key = METHODS.find(method => written[method] !== undefined)
  const path = key && written[key]
  if (key === undefined || path === undefined) return []
  const method = METHOD_OF[key]
  const typed = json === undefined || hasType(headers) ? {} : { 'content-type': 'application/json' }
  return [
    {
      name: name ?? `${method} ${path}`,
      weight,
      method,
      path,
      headers: { ...headers, ...typed },
      body: json === undefined ? (body ?? null) : jsonBody(json),
      expect,
    },
  ]
}

const METHOD_OF = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  head: 'HEAD',
} as const satisfies Record<(typeof METHODS)[number], LoadRequest['method']>

const hasType = (headers: Readonly<Record<string, string>>): boolean =>
  Object.keys(headers).some(name => name.toLowerCase() === 'content-type')

/** A value that is exactly one draw becomes a number: its quotes go. */
const jsonBody = (json: unknown): string =>
  JSON.stringify(json).replace(/(?<!\\)"(\$\{random\.int\([-\d, ]+\)\})"/g, '$1')
