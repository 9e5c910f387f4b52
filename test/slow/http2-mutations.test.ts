import { expect, test } from 'vitest'
import { replyMutations, requestMutations } from '../proxy/http2/mutations.js'

test('of 40,000 mutations of HTTP/2, none is taken for a whole message that it is not, and none leaves anything open', async () => {
  for (let seed = 2; seed < 22; seed++) {
    expect(await requestMutations(1_000, seed)).toEqual([])
    expect(await replyMutations(1_000, seed)).toEqual([])
  }
}, 3_600_000)
