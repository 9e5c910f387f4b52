import { resolve } from 'node:path'
import * as v from 'valibot'
import { defineFault } from '../core/fault.js'
import { headerName, headerValue } from '../core/header-options.js'
import { type HeaderList, hasHeader } from '../core/headers.js'
import { duration, shape, wholeNumber } from '../core/options.js'
import { fileContent, textContent, typeOf, typeOfFile } from '../core/own-content.js'

const BODY_LIMIT = 64 * 1024
/** RFC 9110 15.3.5, 15.3.6 and 15.4.5: none of them has a body, and only 205 has a length. */
const BODILESS: readonly number[] = [204, 205, 304]
const LENGTHLESS: readonly number[] = [204, 304]

const wants = (what: string) => (issue: { readonly input: unknown }) =>
  `expected ${what}, found ${JSON.stringify(issue.input) ?? String(issue.input)}`

const status = wholeNumber('a final status from 200 to 599', 200, 599)

const CHOICES = ['status', 'weights', 'grpcStatus'] as const
const chosenOf = (options: { readonly [name in (typeof CHOICES)[number]]?: unknown }): readonly string[] =>
  CHOICES.filter(name => options[name] !== undefined)

const weighted = shape({
  status: v.pipe(status, v.description('a status of the reply')),
  weight: v.pipe(
    v.number(wants('a weight above 0')),
    v.gtValue(0, wants('a weight above 0')),
    v.finite(),
    v.description('how often it is chosen, beside the others'),
  ),
})

const options = v.pipe(
  shape({
    status: v.optional(v.pipe(status, v.description('the status of the reply'))),
    weights: v.optional(
      v.pipe(
        v.array(weighted, wants('a list of {status, weight}')),
        v.minLength(1, 'expected at least one {status, weight}, found none'),
        v.description('statuses to choose from, each as often as its share of all weights'),
      ),
    ),
    headers: v.optional(v.pipe(v.record(headerName, headerValue), v.description('header fields of the reply')), {}),
    body: v.optional(
      v.pipe(
        v.string(wants('the text of a body')),
        v.check(text => Buffer.byteLength(text) <= BODY_LIMIT, 'expected a body of at most 64KiB, found a longer one'),
        v.description('its type is application/json or text/plain unless a header says another'),
      ),
    ),
    retryAfter: v.optional(v.pipe(duration, v.description('a Retry-After field, in whole seconds'))),
    file: v.optional(
      v.pipe(
        v.string(wants('the path of a file')),
        v.description('in place of body: it is streamed, whatever its size; relative to the experiment file'),
      ),
    ),
    grpcStatus: v.optional(
      v.pipe(
        wholeNumber('a status of gRPC from 0 to 16', 0, 16),
        v.description('of a call of gRPC: 200 with trailers only, such as 14 for UNAVAILABLE; over HTTP/2'),
      ),
    ),
  }),
  v.check(
    options => chosenOf(options).length === 1,
    ({ input }) => `expected one of ${CHOICES.join(', ')}, found ${chosenOf(input).join(' and ') || 'none'}`,
  ),
  v.check(({ body, file }) => body === undefined || file === undefined, 'expected a body or a file, found both'),
  v.check(
    ({ grpcStatus, body, file }) => grpcStatus === undefined || (body ?? file) === undefined,
    'expected no body with grpcStatus, which has trailers only; found both',
  ),
  v.check(
    ({ status, weights = [], body = '', file = '' }) =>
      body + file === '' || ![{ status }, ...weights].some(({ status = 200 }) => BODILESS.includes(status)),
    `expected no body, or no status of ${BODILESS.join(', ')}, which never have one; found both`,
  ),
  v.check(
    ({ headers, retryAfter }) => retryAfter === undefined || !hasHeader(Object.entries(headers), 'retry-after'),
    'expected either retryAfter or a header retry-after, found both',
  ),
)
type Options = v.InferOutput<typeof options>

export const respond = defineFault({
  name: 'respond',
  seen: 'the status, and what else the reply says; the upstream is not asked',
  peers: 'Envoy fault abort; WireMock stub',
  fallacy: 'The network is reliable',
  summary: 'Answers the request itself; the upstream never sees it.',
  protocols: ['http1', 'http2', 'websocket'],
  options,
  examples: [
    { status: 503 },
    { status: 429, retryAfter: '2s', body: '{"error":"slow down"}' },
    { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Oops</h1>' },
    {
      weights: [
        { status: 500, weight: 3 },
        { status: 503, weight: 1 },
      ],
    },
    { grpcStatus: 14 },
  ],
  files: ({ file }) => (file === undefined ? [] : [file]),
  stage: () => 'answer',
  unfit: ({ grpcStatus }, protocol) =>
    grpcStatus !== undefined && protocol !== 'http2'
      ? `expected status on ${protocol}: gRPC is spoken over HTTP/2`
      : null,
  draw: (options, random) => ({
    status: options.status ?? (options.weights ? chosen(options.weights, random.float()) : 200),
    headers: fields(options),
    body: options.body ?? '',
    ...(options.file !== undefined && { file: options.file }),
  }),
  inject:
    ({ status, headers, body, file }, tools) =>
    async (exchange, next) => {
      const content = file === undefined ? textContent(body) : await fileContent(resolve(tools.folder, file))
      if (content === null) {
        tools.missed(`there is no file ${file} any more`)
        return next(exchange)
      }
      const isBare = LENGTHLESS.includes(status) || hasHeader(headers, 'grpc-status')
      const length: HeaderList = isBare ? [] : [['Content-Length', String(content.size)]]
      return { status, headers: [...headers, ...length], body: content.body }
    },
})

/** `at`, from 0 to 1, falls on one of the weights laid end to end. */
const chosen = (weights: readonly { status: number; weight: number }[], at: number): number => {
  let left = at * weights.reduce((sum, { weight }) => sum + weight, 0)
  const hit = weights.find(({ weight }) => {
    left -= weight
    return left < 0
  })
  return (hit ?? weights.at(-1))?.status ?? 503
}

const fields = ({ headers, body = '', file, retryAfter, grpcStatus }: Options): HeaderList => {
  const list = Object.entries(headers)
  const more: [string, string][] = []
  const type = file === undefined ? body && typeOf(body) : typeOfFile(file)
  if (type !== '' && !hasHeader(list, 'content-type')) more.push(['Content-Type', type])
  if (retryAfter !== undefined) more.push(['Retry-After', String(Math.ceil(retryAfter / 1_000))])
  if (grpcStatus !== undefined) more.push(['content-type', 'application/grpc'], ['grpc-status', String(grpcStatus)])
  return [...list, ...more]
}
