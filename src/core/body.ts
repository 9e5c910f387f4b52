/** Bytes that are pulled: the reader sets the pace, and nobody holds more than one chunk. A node Readable is one. */
export type Body = AsyncIterable<Uint8Array>

export async function* bodyOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

/** A chunk in pieces of at most `size` bytes, without copying. */
export function* slices(chunk: Uint8Array, size: () => number): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length; ) {
    const start = at
    at += size()
    yield chunk.subarray(start, at)
  }
}

/** All bytes at once: for tests and for small, capped bodies only. */
export const collect = async (body: Body): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Gives a body back unread; its source may let go. */
export const closeBody = async (body: Body): Promise<void> => {
  await body[Symbol.asyncIterator]().return?.()
}

/**
 * Lets the first `count` bytes through untouched, calls `then` once when exactly that many have passed (with `count` 0:
 * before the first byte), and goes on with the rest. A body that is shorter never calls `then`.
 */
export async function* afterBytes(body: Body, count: number, then: () => Promise<void>): AsyncGenerator<Uint8Array> {
  let left = count
  let done = false
  const reach = async () => {
    done = true
    await then()
  }
  if (left === 0) await reach()
  for await (const chunk of body) {
    if (done) {
      yield chunk
      continue
    }
    const head = chunk.subarray(0, left)
    left -= head.length
    yield head
    if (left > 0) continue
    await reach()
    if (head.length < chunk.length) yield chunk.subarray(head.length)
  }
}

/** A body that is read and lost: how much so far, and when it is over. */
export interface Drain {
  readonly bytes: number
  /** Resolves at the end of the body, whether it ended well or broke off. */
  readonly over: Promise<void>
}

/** Reads a body to its end and loses it, whether anybody waits for that or not. */
export const drain = (body: Body): Drain => {
  let bytes = 0
  const read = async () => {
    for await (const chunk of body) bytes += chunk.length
  }
  return {
    over: read().catch(() => {}),
    get bytes() {
      return bytes
    },
  }
}
