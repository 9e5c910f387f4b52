import type { Body } from './body.js'
import type { Tools } from './fault.js'
import type { Message } from './message.js'
import { lengthOf } from './moment.js'
import { changed } from './whole.js'

/** Flips bits at these shares of the body: as it streams where its length is known, else once it is whole. */
export const flipped = async (
  { headers, body }: Message,
  shares: readonly number[],
  tools: Tools,
): Promise<Message> => {
  const length = lengthOf(headers)
  if (length === null) return changed({ headers, body }, bytes => flip(bytes, 0, bitsOf(bytes.length, shares)), tools)
  if (length === 0) tools.missed('the body is empty')
  return { headers, body: flipping(body, bitsOf(length, shares)) }
}

/** Each bit once: flipped twice it would be as before. */
const bitsOf = (bytes: number, shares: readonly number[]): ReadonlySet<number> =>
  new Set(shares.map(share => Math.floor(share * bytes * 8)))

async function* flipping(body: Body, bits: ReadonlySet<number>): Body {
  let at = 0
  for await (const chunk of body) {
    yield flip(chunk, at, bits)
    at += chunk.length
  }
}

/** A copy of a chunk that starts at byte `from` of its body. */
const flip = (chunk: Uint8Array, from: number, bits: ReadonlySet<number>): Buffer => {
  const copy = Buffer.from(chunk)
  for (const bit of bits) {
    const at = Math.floor(bit / 8) - from
    const byte = copy[at]
    if (byte !== undefined) copy[at] = byte ^ (1 << (bit % 8))
  }
  return copy
}
