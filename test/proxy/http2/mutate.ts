import type { Random } from '../../../src/core/random.js'

/** One to three small changes, as far as chance goes: of a bit or a byte, or of whole frames. */
export const mutate = (frames: readonly Buffer[], random: Random): Buffer => {
  const below = (limit: number) => Math.floor(random.float() * limit)
  let list: readonly Uint8Array[] = frames
  for (let times = 1 + below(3); times > 0; times--) {
    const at = below(list.length)
    const frame = list[at] ?? Buffer.alloc(0)
    const other = list[below(list.length)] ?? frame
    // Half of the changes of bytes meet the head of a frame, where they do most.
    const byte = below(random.chance(0.5) ? Math.min(9, frame.length) : frame.length)
    const with_ = (changed: readonly Uint8Array[]) => [...list.slice(0, at), ...changed, ...list.slice(at + 1)]
    const changes = [
      () => with_([frame.map((value, n) => (n === byte ? value ^ (1 << below(8)) : value))]),
      () => with_([frame.map((value, n) => (n === byte ? below(256) : value))]),
      () => with_([Buffer.concat([frame.subarray(0, byte), frame.subarray(byte + 1)])]),
      () => with_([Buffer.concat([frame.subarray(0, byte), Buffer.from([below(256)]), frame.subarray(byte)])]),
      () => with_([]),
      () => with_([frame, frame]),
      () => with_([frame, other]),
      () => with_([other, frame]),
      () => [...list.slice(0, at), frame.subarray(0, byte)],
    ]
    list = changes[below(changes.length)]?.() ?? list
  }
  return Buffer.concat(list)
}
