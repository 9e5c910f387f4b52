import * as v from 'valibot'
import { overlay } from '../core/exchange.js'
import { defineFault } from '../core/fault.js'
import { headerName, headerValue } from '../core/header-options.js'
import type { HeaderList } from '../core/headers.js'
import { shape } from '../core/options.js'

const names = v.array(headerName, 'expected a list of header names')

const edit = shape({
  set: v.optional(v.pipe(v.record(headerName, headerValue), v.description('in place of a field of that name, or new'))),
  remove: v.optional(v.pipe(names, v.description('taken away'))),
  rename: v.optional(v.pipe(v.record(headerName, headerName), v.description('old names to new ones'))),
  duplicate: v.optional(v.pipe(names, v.description('sent twice'))),
})
type Edit = v.InferOutput<typeof edit>

export const headers = defineFault({
  name: 'headers',
  seen: 'other header fields than were sent',
  peers: 'WireMock response transformation; Envoy header mutation',
  fallacy: 'There is one administrator',
  summary: 'Sets, removes, renames or duplicates header fields of requests and replies.',
  protocols: ['http1', 'http2'],
  options: v.pipe(
    shape({
      request: v.optional(v.pipe(edit, v.description('fields of the request'))),
      response: v.optional(v.pipe(edit, v.description('fields of the reply'))),
    }),
    v.check(
      ({ request, response }) => [request, response].some(edit => Object.keys(edit ?? {}).length > 0),
      'expected something to set, remove, rename or duplicate in request or response, found nothing',
    ),
  ),
  examples: [
    { response: { remove: ['etag'] } },
    { request: { set: { 'X-Forwarded-Proto': 'http' }, rename: { traceparent: 'X-Trace' } } },
    { response: { duplicate: ['Content-Type'], set: { 'Cache-Control': 'max-age=31536000' } } },
  ],
  stage: () => 'mutate',
  draw: ({ request, response }) => ({ request: stepsOf(request), response: stepsOf(response) }),
  inject:
    ({ request, response }, tools) =>
    async (exchange, next) => {
      const sent = edited(exchange.request.headers, request)
      const reply = await next({ ...exchange, request: overlay(exchange.request, { headers: sent }) })
      const received = edited(reply.headers, response)
      if (same(sent, exchange.request.headers) && same(received, reply.headers))
        tools.missed('there was no such field to change')
      return { ...reply, headers: received }
    },
})

interface Steps {
  readonly [step: string]: HeaderList | readonly string[]
  readonly remove: readonly string[]
  readonly duplicate: readonly string[]
  readonly rename: HeaderList
  readonly set: HeaderList
}

const stepsOf = ({ set = {}, remove = [], rename = {}, duplicate = [] }: Edit = {}): Steps => ({
  remove: remove.map(lower),
  rename: Object.entries(rename).map(([from, to]) => [lower(from), to]),
  duplicate: duplicate.map(lower),
  set: Object.entries(set),
})

const lower = (text: string) => text.toLowerCase()

/** Every name means the field as it came; what is set comes last. */
const edited = (headers: HeaderList, { remove, rename, duplicate, set }: Steps): HeaderList => {
  const renamed = new Map(rename)
  const twice = new Set(duplicate)
  const kept = headers
    .filter(([name]) => !remove.includes(lower(name)))
    .flatMap(([name, value]): HeaderList => {
      const field = [renamed.get(lower(name)) ?? name, value] as const
      return twice.has(lower(name)) ? [field, field] : [field]
    })
  return set.reduce(replaced, kept)
}

/** The first field of that name has the new value and the others are gone; without any it is added at the end. */
const replaced = (headers: HeaderList, field: HeaderList[number]): HeaderList => {
  const is = ([name]: HeaderList[number]) => lower(name) === lower(field[0])
  const at = headers.findIndex(is)
  if (at < 0) return [...headers, field]
  return headers.flatMap((old, index) => (index === at ? [field] : is(old) ? [] : [old]))
}

const same = (one: HeaderList, other: HeaderList): boolean => JSON.stringify(one) === JSON.stringify(other)
