import { expect, test } from 'vitest'
import { type Body, bodyOf, collect } from '../../../src/core/body.js'
import { Splice } from '../../../src/proxy/tcp/splice.js'
import { sourceOf, turn } from '../../support/hit.js'

async function* loud(body: Body): Body {
  for await (const chunk of body) yield Buffer.from(String(chunk).toUpperCase())
}

/** A body that is told when to go on. */
const stepped = () => {
  const steps: ((chunk: string) => void)[] = []
  const body: Body = {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise(resolve => steps.push(chunk => resolve({ done: chunk === '', value: Buffer.from(chunk) }))),
    }),
  }
  return { body, say: (chunk: string) => steps.shift()?.(chunk) }
}

test('a read that is under way gets what comes through the newcomer, and nothing is lost', async () => {
  const { body, say } = stepped()
  const splice = new Splice(body)
  const all = collect(splice)
  await turn()
  say('one ')
  await turn()
  const { rest, give } = splice.divert()
  say('two ')
  await turn()
  give(loud(rest))
  await turn()
  const again = splice.divert()
  again.give(loud(again.rest))
  say('three')
  await turn()
  say('')
  expect(String(await all)).toBe('one TWO THREE')
})

test('nothing is read on until the newcomer has given a body, and whoever reads is told when it fails', async () => {
  const source = sourceOf(3)
  const splice = new Splice(source)
  const { give } = splice.divert()
  const reading = splice.next()
  await turn()
  expect(source.pulled).toBe(0)
  give(Promise.reject(new Error('it ends here')))
  await expect(reading).rejects.toThrow('it ends here')
})

test('a reader that leaves closes what it reads', async () => {
  const source = sourceOf(3)
  const splice = new Splice(source)
  const { rest, give } = splice.divert()
  give(loud(rest))
  for await (const _ of splice) break
  await turn()
  expect(source.closed).toBe(true)
  expect(String(await collect(new Splice(bodyOf('whole'))))).toBe('whole')
})
