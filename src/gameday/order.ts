import * as v from 'valibot'
import { NOTE_KINDS } from '../core/game-day.js'

const words = (most: number) =>
  v.pipe(v.string('expected text'), v.trim(), v.maxLength(most, `expected at most ${most} characters`))
const someWords = (most: number) => v.pipe(words(most), v.minLength(1, 'expected some words'))
const by = someWords(64)

/** What people may ask of a run; `by` is the name that they give. */
export const orderShape = v.variant(
  'do',
  [
    v.strictObject({ do: v.literal('open'), by }),
    v.strictObject({ do: v.literal('tick'), by, item: someWords(2_000) }),
    v.strictObject({
      ...{ do: v.literal('predict'), by, why: v.optional(words(500), '') },
      expects: v.record(v.string(), v.picklist(['pass', 'fail'], 'expected pass or fail')),
    }),
    v.strictObject({ do: v.literal('note'), by, kind: v.optional(v.picklist(NOTE_KINDS), 'note'), text: words(500) }),
    v.strictObject({ do: v.literal('halt'), by, why: v.optional(words(500), '') }),
  ],
  'expected do: open, tick, predict, note or halt',
)

export type Order = v.InferOutput<typeof orderShape>
