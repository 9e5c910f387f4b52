import { expect, test } from 'vitest'
import { bodyOf } from '../../src/core/body.js'
import { dribbled } from '../../src/core/dribble.js'
import { exchangeOf } from '../support/hit.js'
import { toolsFor } from '../support/tools.js'

test('bytes come at the rate, the first at once, in pieces of 5 ms or of one byte', async () => {
  const { tools, clock, acted } = toolsFor()
  const start = clock.now()
  const seen: (readonly [atMs: number, text: string])[] = []
  const reading = (async () => {
    for await (const piece of dribbled(bodyOf('abcd'), { rate: () => 100, tickMs: 5 }, exchangeOf(), tools))
      seen.push([clock.now() - start, String(piece)])
  })()
  await clock.advance(1_000)
  await reading
  expect(seen.map(([, text]) => text)).toEqual(['a', 'b', 'c', 'd'])
  expect(seen.map(([at]) => at)).toEqual([0, 10, 20, 30])
  expect(acted).toEqual([{ bytes: 4, ms: 40 }])
})
