import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { bodyOf, collect } from '../../src/core/body.js'
import type { HeaderList } from '../../src/core/headers.js'
import { changed, gather, WHOLE_LIMIT } from '../../src/core/whole.js'
import { bytesFrom, exchangeOf, hitBy, replyOf, sourceOf, turn } from '../support/hit.js'
import { toolsFor } from '../support/tools.js'

const never = new AbortController().signal

test('a body within the limit is whole, at the limit too', async () => {
  const gathered = await gather(sourceOf(3), 3_000, never)
  expect(gathered.whole?.equals(bytesFrom(0, 3_000))).toBe(true)
})

test('a body beyond the limit goes on from its first byte, and is closed by who leaves it', async () => {
  const source = sourceOf(5)
  const gathered = await gather(source, 2_999, never)
  expect(source.pulled).toBe(3_000)
  if (gathered.whole !== null) throw new Error('it is not whole')
  expect((await collect(gathered.body)).equals(bytesFrom(0, 5_000))).toBe(true)
  const left = sourceOf(5)
  const other = await gather(left, 999, never)
  if (other.whole === null) for await (const _ of other.body) break
  expect(left.closed).toBe(true)
})

test('who no longer wants to wait goes on with what was held and with what was asked for', async () => {
  const leave = new AbortController()
  let more: (chunk: IteratorResult<Uint8Array>) => void = () => {}
  const chunks: Promise<IteratorResult<Uint8Array>>[] = [
    Promise.resolve({ done: false, value: Buffer.from('ab') }),
    new Promise(resolve => {
      more = resolve
    }),
  ]
  const source = { next: () => chunks.shift() ?? Promise.resolve({ done: true as const, value: undefined }) }
  const gathering = gather({ [Symbol.asyncIterator]: () => source }, 10, leave.signal)
  await turn()
  leave.abort()
  const gathered = await gathering
  more({ done: false, value: Buffer.from('cd') })
  if (gathered.whole !== null) throw new Error('it is not whole')
  expect((await collect(gathered.body)).toString()).toBe('abcd')
})

test('a body that breaks off breaks what waits for it', async () => {
  const broken = (async function* () {
    yield Buffer.from('a')
    throw new Error('broken')
  })()
  await expect(gather(broken, 10, never)).rejects.toThrow('broken')
})

test.each<[string, HeaderList, string | Buffer, RegExp]>([
  ['compressed', [['Content-Encoding', 'gzip']], gzipSync('{}'), /compressed \(gzip\)/],
  ['a stream of events', [['content-type', 'text/event-stream']], 'data: 1', /has no end/],
  ['too long, as it says', [['content-length', String(WHOLE_LIMIT + 1)]], '', /more than 1 MiB/],
  ['too long', [], Buffer.alloc(WHOLE_LIMIT + 1), /more than 1 MiB/],
  ['nothing to change', [], 'x', /no reason/],
])('a body that is %s is left as it is, and that is a miss', async (_, headers, text, why) => {
  const { tools, missed } = toolsFor()
  const message = await changed({ headers, body: bodyOf(text) }, () => ({ why: 'no reason' }), tools)
  expect((await collect(message.body)).equals(Buffer.from(text))).toBe(true)
  expect(message.headers).toEqual(headers)
  expect(missed).toEqual([expect.stringMatching(why)])
})

test('the length that is told is that of the new body', async () => {
  const headers: HeaderList = [
    ['content-length', '2'],
    ['ETag', '"a"'],
  ]
  const message = await changed({ headers, body: bodyOf('ab') }, () => Buffer.from('abcd'), toolsFor().tools)
  expect(message.headers).toEqual([
    ['content-length', '4'],
    ['ETag', '"a"'],
  ])
})

test('a reply that waits to be whole goes on when the fault is lifted', async () => {
  const hit = hitBy('tamper', { replace: { x: 'y' } })
  const going = hit.through(exchangeOf(), async () => replyOf(sourceOf(1, 10, 'silence')))
  await turn()
  hit.lift()
  const reply = await going
  for await (const chunk of reply.body) {
    expect(Buffer.from(chunk).equals(bytesFrom(0, 10))).toBe(true)
    break
  }
  expect(hit.facts('fault.missed').map(({ why }) => why)).toEqual(['the fault was lifted before the body was whole'])
})
