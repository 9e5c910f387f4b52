import { expect, test } from 'vitest'
import { firstStarts } from '../../support/first-starts.js'

test('two processes that start first at once end with the authority that is on disk, and leave nothing else', async () => {
  expect(await firstStarts(2, 2)).toEqual([])
})
