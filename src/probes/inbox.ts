import type http from 'node:http'
import * as v from 'valibot'
import { parseJsonSelection, select } from '../core/json-select.js'
import { defineProbe, type Sample } from '../core/probe.js'
import { UserError } from '../core/problem.js'
import { describeError } from '../core/socket-error.js'

const MOST_BYTES = 1024 ** 2
const LISTEN = /^(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/

const listen = v.pipe(
  v.string(),
  v.regex(LISTEN, issue => `expected an address of this machine such as 127.0.0.1:9099, found ${issue.input}`),
  v.metadata({ description: 'where messages are posted to, on this machine', examples: ['127.0.0.1:9099'] }),
)
const json = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const selection = parseJsonSelection(dataset.value)
    if (typeof selection !== 'string') return selection
    addIssue({ message: `not a JSON path that can be counted: ${selection}` })
    return NEVER
  }),
  v.metadata({
    description: 'what is counted in each message; a message without it is none',
    examples: ['$.alerts[*]'],
  }),
)

const options = v.strictObject({
  listen,
  path: v.pipe(
    v.string(),
    v.startsWith('/', issue => `expected a path such as /hooks/alerts, found ${issue.input}`),
    v.metadata({ description: 'the path of the messages', examples: ['/hooks/alertmanager'] }),
  ),
  count: v.pipe(
    v.optional(v.strictObject({ json })),
    v.metadata({ description: 'what is counted in a message; the message itself by default' }),
  ),
})
type Options = v.InferOutput<typeof options>

/** Each message that is posted to it is a sample, whose value is how many things it tells of. */
export const inbox = defineProbe({
  name: 'inbox',
  summary: 'waits for messages, such as webhooks and alerts',
  kind: 'listening',
  options,
  examples: [
    { listen: '127.0.0.1:9099', path: '/hooks/orders' },
    { listen: '127.0.0.1:9099', path: '/alerts', count: { json: '$.alerts[?(@.labels.alertname=="CheckoutSlow")]' } },
  ],
  hasValue: () => true,
  open(options, { clock }) {
    const [, host = '', port = ''] = LISTEN.exec(options.listen) ?? []
    // Loaded when one listens: it is 8 ms of every command's start.
    const server = process.getBuiltinModule('node:http').createServer()
    const listening = (tell: (sample: Sample) => void) => {
      server.on('request', (request, response) => {
        const start = clock.now()
        receive(request, options)
          .then(({ status, count }) => {
            response.writeHead(status).end()
            if (count > 0) tell({ ok: true, latencyMs: clock.now() - start, value: count })
          })
          .catch(() => response.destroy())
      })
      return new Promise<void>((resolve, reject) => {
        server.once('error', cause => reject(notBound(options.listen, cause)))
        server.listen(Number(port), host.replace(/[[\]]/g, ''), resolve)
      })
    }
    const close = () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    return { kind: 'listening', listen: listening, close }
  },
})

const notBound = (address: string, cause: Error): UserError =>
  new UserError(`the inbox cannot listen at ${address}: ${describeError(cause)}`, { exit: 'environment', cause })

/** 204 for a message, whatever it tells of; nothing of it is kept. */
const receive = async (request: http.IncomingMessage, { path, count }: Options) => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= MOST_BYTES) chunks.push(chunk)
  }
  if (request.url?.split('?')[0] !== path) return { status: 404, count: 0 }
  if (request.method !== 'POST' && request.method !== 'PUT') return { status: 405, count: 0 }
  if (size > MOST_BYTES) return { status: 413, count: 0 }
  if (count === undefined) return { status: 204, count: 1 }
  const document = parsed(Buffer.concat(chunks).toString('utf8'))
  return document === null
    ? { status: 400, count: 0 }
    : { status: 204, count: select(document.value, count.json).length }
}

const parsed = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}
