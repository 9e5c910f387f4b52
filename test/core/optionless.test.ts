import { expect, test } from 'vitest'
import { optionless } from '../../src/core/optionless.js'
import { seeded } from '../../src/core/random.js'
import { faults } from '../../src/faults/index.js'

test('what has no options draws an empty dose, and takes none', () => {
  expect(optionless.draw()).toEqual({})
  const bare = faults.filter(({ options }) => options === optionless.options)
  expect(bare.map(({ name }) => name).toSorted()).toEqual(['noCompression', 'noReuse', 'refuse'])
  for (const fault of bare) {
    const bound = fault.bind({})
    expect(bound.ok && bound.value.draw(seeded(1)).dose).toEqual({})
    expect(fault.bind({ at: 'request' }).ok).toBe(false)
  }
})
