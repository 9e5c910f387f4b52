import { describe, expect, test } from 'vitest'
import type { Rule } from './corpus.js'
import { kinds } from './differential.js'
import { mutations } from './mutations.js'
import { ONLY_OURS } from './only-ours.js'
import type { Reading } from './reading.js'

const bytesOf = (text: string) => Buffer.from(text, 'latin1')
const textsOf = ({ keeps, breaks }: Rule) => [...keeps, ...breaks]

describe.each(kinds)('$what', ({ what, rules, read, compare }) => {
  test.each(rules)('$rule: what keeps it is read, what breaks it is refused', ({ keeps, breaks }) => {
    for (const text of keeps) expect.soft([text, read([bytesOf(text)]).end]).toEqual([text, 'clean'])
    const refusals = what === 'replies to HEAD' ? [] : breaks
    for (const text of refusals) expect.soft([text, read([bytesOf(text)]).end]).toMatchObject([text, REFUSED])
  })

  test.each(rules)('$rule: what we read, node:http reads too, and reads the same', async rule => {
    for (const text of textsOf(rule)) {
      const { wrong, onlyOurs, ours, nodes } = await compare(text)
      if (wrong) expect.soft({ text, ours }).toEqual({ text, ours: nodes })
      if (onlyOurs !== null) expect.soft([...ONLY_OURS.keys()]).toContain(onlyOurs)
    }
  })

  test('wherever they are cut, they are read the same', () => {
    for (const text of rules.flatMap(textsOf)) {
      const bytes = bytesOf(text)
      const whole = sense(read([bytes]))
      const differing = cutsOf(bytes).filter(parts => JSON.stringify(sense(read(parts))) !== JSON.stringify(whole))
      expect.soft({ text, differing: differing.map(([first]) => first?.length) }).toEqual({ text, differing: [] })
    }
  })

  test('of thousands of mutations none is read in another way than node:http reads it', async () => {
    const count = what === 'requests' ? 3_400 : 800
    expect(await mutations(what, count, 1)).toEqual([])
  }, 60_000)
})

const REFUSED = { refused: expect.any(String) }

/** In two at each byte, and in single bytes; long texts at some places only. */
const cutsOf = (bytes: Buffer): Buffer[][] => {
  const step = Math.ceil(bytes.length / 400)
  const places = Array.from({ length: Math.floor(bytes.length / step) }, (_, at) => at * step)
  const halves = places.map(at => [bytes.subarray(0, at), bytes.subarray(at)])
  return step > 1 ? halves : [...halves, [...bytes].map(byte => Buffer.of(byte))]
}

/** Where several rules are broken, the cut may decide which one shows first; that one shows, it may not. */
const sense = ({ messages, end }: Reading) => ({ messages, end: typeof end === 'string' ? end : 'refused' })
