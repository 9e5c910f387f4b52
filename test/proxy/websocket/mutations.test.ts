import { expect, test } from 'vitest'
import { webSocketMutations } from './mutations.js'

test('of 800 mutated conversations none gains, loses or completes a message, through faults that take them apart or none', async () => {
  expect(await webSocketMutations(800, 1)).toEqual([])
})
