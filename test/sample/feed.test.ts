import { expect, test } from 'vitest'
import { seeded } from '../../src/core/random.js'
import { careless } from '../../src/sample/careless/style.js'
import { resilient } from '../../src/sample/resilient/style.js'
import type { Style } from '../../src/sample/style.js'
import { service } from '../support/shop.js'
import { eventually, faultNamed, withProxy } from '../support/with-proxy.js'

test('the resilient shop takes silence for the end of its feed, and misses nothing; the careless one listens on', async () => {
  await using tracker = await service('tracker')
  await using proxy = await withProxy({ upstream: new URL(tracker.url) })
  const heard = (style: Style): number[] => {
    const numbers: number[] = []
    style.follow(
      after => `${proxy.url}/events${after === null ? '' : `?after=${after}`}`,
      number => numbers.push(number),
    )
    return numbers
  }
  const [careful, trusting] = [heard(resilient(seeded(1))), heard(careless)]
  const both = () => Math.min(careful.length, trusting.length)
  await eventually(both, count => count >= 2)
  const lift = proxy.inject(faultNamed('blackhole', { direction: 'down' }), { envelope: { first: 2 } })
  await eventually(
    () => proxy.facts('exchange.opened').length,
    opened => opened === 3,
  )
  const [before, silent] = [careful.length, trusting.length]
  await eventually(
    () => careful.length,
    count => count >= before + 10,
  )
  expect(trusting).toHaveLength(silent)
  expect(careful).toEqual(careful.map((_, at) => (careful[0] ?? 0) + at))
  lift()
})
