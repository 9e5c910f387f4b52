import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { gather, SMALL } from '../../../src/proxy/http1/gathered.js'

/** Notes what reaches the system, and in which turn of the event loop. */
const noted = () => {
  const left: string[] = []
  const to = new Writable({
    write: (chunk: Buffer, _encoding, done) => done(void left.push(chunk.toString('latin1').slice(0, 3))),
    writev: (chunks, done) => done(void left.push(chunks.map(({ chunk }) => String(chunk).slice(0, 3)).join('+'))),
  })
  return { left, to }
}
const bytes = (text: string, size = text.length) => Buffer.from(text.padEnd(size, '.'))
const turn = () => new Promise(resolve => setImmediate(resolve))

test('small writes of one turn leave together at its end, those of all connections', async () => {
  const [a, b] = [noted(), noted()]
  for (const { to } of [a, b]) for (const text of ['one', 'two']) gather(to, bytes(text))
  await Promise.resolve()
  expect([a.left, b.left]).toEqual([[], []])
  await turn()
  expect([a.left, b.left]).toEqual([['one+two'], ['one+two']])
  gather(a.to, bytes('end'))
  await turn()
  expect(a.left).toEqual(['one+two', 'end'])
})

test('a large write leaves at once, behind the small ones before it', async () => {
  const { left, to } = noted()
  gather(to, bytes('one'))
  gather(to, bytes('big', SMALL + 1))
  gather(to, bytes('two'))
  expect(left).toEqual(['one', 'big'])
  await turn()
  expect(left).toEqual(['one', 'big', 'two'])
})

test('an end takes along what waits, and an end by force does no harm', async () => {
  const [ended, destroyed] = [noted(), noted()]
  gather(ended.to, bytes('one'))
  ended.to.end()
  gather(destroyed.to, bytes('one'))
  destroyed.to.destroy()
  expect(ended.left).toEqual(['one'])
  await turn()
  expect(destroyed.left).toEqual([])
})
