import { expect, test } from 'vitest'
import { type Batch, type Next, runBatches } from '../../src/cli/schedule.js'

const run = async (batches: readonly Batch<string>[], answers: Readonly<Record<string, Next>> = {}) => {
  const told: string[] = []
  let atOnce = 0
  let most = 0
  await runBatches(batches, async item => {
    told.push(item)
    atOnce += 1
    most = Math.max(most, atOnce)
    await Promise.resolve()
    await Promise.resolve()
    atOnce -= 1
    return answers[item] ?? 'go on'
  })
  return { told: told.join(''), most }
}

const batch = (items: string, maxParallel: number): Batch<string> => ({ items: [...items], maxParallel })

test('batches run one after the other, and as many of each at the same time as it says', async () => {
  expect(await run([batch('abc', 1), batch('de', 1)])).toEqual({ told: 'abcde', most: 1 })
  expect(await run([batch('abcd', 3), batch('e', 5)])).toEqual({ told: 'abcde', most: 3 })
})

test('one may end its batch, or everything; what is under way is waited for', async () => {
  expect(await run([batch('abc', 1), batch('de', 1)], { b: 'leave the batch' })).toEqual({ told: 'abde', most: 1 })
  expect(await run([batch('abc', 1), batch('de', 1)], { b: 'stop' })).toEqual({ told: 'ab', most: 1 })
  expect(await run([batch('abcd', 2), batch('e', 1)], { a: 'stop', b: 'leave the batch' })).toMatchObject({
    told: 'ab',
  })
})
