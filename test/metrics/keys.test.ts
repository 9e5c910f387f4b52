import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import { keysByExchange } from '../../src/metrics/keys.js'

test('an exchange has a key by each name, the last that was told', () => {
  const keyed = (x: number, name: string, key: string) => ({ t: x, type: 'exchange.keyed', x, name, key }) as const
  const keys = project([keyed(1, 'a', 'x'), keyed(2, 'a', 'y'), keyed(1, 'b', 'z'), keyed(1, 'a', 'w')], keysByExchange)
  expect([...keys].map(([x, names]) => [x, Object.fromEntries(names)])).toEqual([
    [1, { a: 'w', b: 'z' }],
    [2, { a: 'y' }],
  ])
})
