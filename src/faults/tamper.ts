import * as v from 'valibot'
import { flipped } from '../core/bits.js'
import { defineFault } from '../core/fault.js'
import type { Json } from '../core/json.js'
import { changeAt, parsedJson, retyped, writtenJson } from '../core/json-edit.js'
import { parseJsonPath } from '../core/json-path.js'
import { type Message, remadeReply, remadeRequest } from '../core/message.js'
import { oneOf, shape, wholeNumber } from '../core/options.js'
import { keepingLength } from '../core/rewire.js'
import { type Change, changed, WHOLE_LIMIT } from '../core/whole.js'

const path = v.pipe(
  v.string('expected a JSON path such as $.total'),
  v.check(
    text => parseJsonPath(text).ok,
    issue => `expected a JSON path such as $.total, found ${JSON.stringify(issue.input)}`,
  ),
)
const paths = v.array(path, 'expected a list of JSON paths')
/** Whatever a file may say is JSON. */
const value = v.pipe(
  v.custom<Json>(input => input !== undefined),
  v.metadata({ description: 'any value', examples: [0] }),
)

const json = shape({
  set: v.optional(v.pipe(v.record(path, value), v.description('JSON paths with the values that are to be there'))),
  delete: v.optional(v.pipe(paths, v.description('JSON paths of what is taken out'))),
  retype: v.optional(v.pipe(paths, v.description('JSON paths: 5 becomes "5", anything else a list of it'))),
})

export const tamper = defineFault({
  name: 'tamper',
  seen: 'a body that does not fit its digest, signature or ETag',
  peers: 'WireMock response transformation',
  fallacy: 'The network is secure',
  summary: 'Changes what a body says and leaves its digest, signature and ETag as they were.',
  protocols: ['http1', 'http2'],
  holds: WHOLE_LIMIT,
  options: v.pipe(
    shape({
      json: v.optional(v.pipe(json, v.description('what a JSON document says'))),
      replace: v.optional(
        v.pipe(v.record(v.pipe(v.string(), v.nonEmpty()), v.string()), v.description('texts to others')),
      ),
      bits: v.optional(
        v.pipe(
          wholeNumber('a number of bits from 1 to 1000', 1, 1_000),
          v.description('flipped, anywhere in the body'),
        ),
      ),
      at: v.optional(v.pipe(oneOf(['request', 'response']), v.description('whose body')), 'response'),
      fixLength: v.optional(
        v.pipe(v.boolean('expected true or false'), v.description('false: Content-Length stays as it was')),
        true,
      ),
    }),
    v.check(
      ({ json, replace, bits }) => [json, replace, bits].filter(way => way !== undefined).length === 1,
      'expected one of json, replace, bits, found none or several of them',
    ),
  ),
  examples: [
    { json: { set: { '$.total': 0 } } },
    { json: { delete: ['$.id'], retype: ['$.items[0].price'] } },
    { replace: { EUR: 'USD' }, at: 'request' },
    { bits: 3 },
  ],
  stage: () => 'mutate',
  unfit: ({ fixLength }, protocol) =>
    fixLength || protocol === 'http1' ? null : 'expected fixLength: true where frames tell how long a body is',
  draw: ({ json, replace, bits, at, fixLength }, random) => ({
    ...{ at, replace: replace ?? null, fixLength },
    json: json === undefined ? null : { set: json.set ?? {}, delete: json.delete ?? [], retype: json.retype ?? [] },
    bits: bits === undefined ? null : Array.from({ length: bits }, () => random.float()),
  }),
  inject({ at, json, replace, bits, fixLength }, tools) {
    const remake = (message: Message) => {
      if (bits !== null) return flipped(message, bits, tools)
      return changed(message, json === null ? replacing(replace ?? {}) : editing(json), tools)
    }
    const change = at === 'request' ? remadeRequest(remake, tools) : remadeReply(remake, tools)
    return fixLength ? change : keepingLength(at, change)
  },
})

interface Edits {
  readonly set: Readonly<Record<string, Json>>
  readonly delete: readonly string[]
  readonly retype: readonly string[]
}

const editing =
  (edits: Edits): Change =>
  bytes => {
    const before = parsedJson(bytes)
    if (before === undefined) return { why: 'the body is not JSON' }
    const steps: readonly (readonly [string, (value: Json) => Json | undefined])[] = [
      ...Object.entries(edits.set).map(([path, value]) => [path, () => value] as const),
      ...edits.retype.map(path => [path, retyped] as const),
      ...edits.delete.map(path => [path, () => undefined] as const),
    ]
    let document: Json | null = null
    for (const [path, change] of steps) document = changedAt(document ?? before, path, change) ?? document
    return document === null ? { why: 'nothing is at these JSON paths' } : writtenJson(document)
  }

const changedAt = (document: Json, text: string, change: (value: Json) => Json | undefined): Json | null => {
  const parsed = parseJsonPath(text)
  const result = parsed.ok ? changeAt(document, parsed.path, change) : null
  return result === null ? null : result.document
}

const replacing =
  (texts: Readonly<Record<string, string>>): Change =>
  bytes => {
    const before = bytes.toString('latin1')
    const latin1 = (text: string) => Buffer.from(text).toString('latin1')
    const after = Object.entries(texts).reduce(
      (text, [from, to]) => text.replaceAll(latin1(from), () => latin1(to)),
      before,
    )
    return after === before ? { why: 'none of the texts is in the body' } : Buffer.from(after, 'latin1')
  }
