import { expect, test } from 'vitest'
import { webSocketMutations } from '../proxy/websocket/mutations.js'

test('of 40,000 mutated conversations of WebSockets none gains, loses or completes a message', async () => {
  for (let seed = 2; seed < 12; seed++) expect(await webSocketMutations(4_000, seed)).toEqual([])
}, 3_600_000)
