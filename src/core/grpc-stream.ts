import { type HeaderList, headerOf } from './headers.js'
import type { Splitter, Unit } from './messages.js'
import { WHOLE_LIMIT } from './whole.js'

/** A byte of flags and four of length (gRPC over HTTP/2, Length-Prefixed-Message). */
const HEAD = 5

/** Finds the messages of a call of gRPC. */
export const grpcStream = (): Splitter => {
  let held: Buffer = Buffer.alloc(0)
  /** Of a message that is too large: bytes that are still to come. */
  let passing = 0
  const take = (size: number): Buffer => {
    const bytes = held.subarray(0, size)
    held = held.subarray(size)
    return bytes
  }
  const next = (): Unit | null => {
    const size = passing > 0 || held.length < HEAD ? 0 : HEAD + held.readUInt32BE(1)
    if (size > WHOLE_LIMIT) passing = size
    if (passing > 0 && held.length > 0) {
      const bytes = take(passing)
      passing -= bytes.length
      return { kind: 'part', bytes, from: 0 }
    }
    return size === 0 || held.length < size ? null : { kind: 'message', bytes: take(size), from: HEAD }
  }
  return {
    push(chunk) {
      held = Buffer.concat([held, chunk])
      const found: Unit[] = []
      for (let unit = next(); unit !== null; unit = next()) found.push(unit)
      return found
    },
    rest: () => held,
  }
}

export const isGrpc = (headers: HeaderList): boolean =>
  /^application\/grpc(?:$|[+;\s])/i.test(headerOf(headers, 'content-type') ?? '')
