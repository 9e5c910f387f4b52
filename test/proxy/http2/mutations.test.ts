import { expect, test } from 'vitest'
import { replyMutations, requestMutations } from './mutations.js'

test('no mutation of requests reaches an upstream as a whole request that it is not, and none leaves anything open', async () => {
  expect(await requestMutations(150, 1)).toEqual([])
})

test('no mutation of replies reaches a client as a whole reply that it is not', async () => {
  expect(await replyMutations(60, 1)).toEqual([])
})
