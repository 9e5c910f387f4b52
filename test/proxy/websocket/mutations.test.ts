import { expect, test } from 'vitest'
import { webSocketMutations } from './mutations.js'

test('of 2,000 mutated conversations none gains, loses or completes a message, through faults that take them apart or none', async () => {
  expect(await webSocketMutations(2_000, 1)).toEqual([])
})
