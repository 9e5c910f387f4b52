import { expect, test } from 'vitest'
import { kinds } from '../proxy/http1/differential.js'
import { mutations } from '../proxy/http1/mutations.js'

test.each(kinds)(
  'of 100,000 mutations none of the $what is read in another way than node:http reads it',
  async ({ what }) => {
    const count = what === 'requests' ? 60_000 : 20_000
    expect(await mutations(what, count, 2)).toEqual([])
  },
  600_000,
)
