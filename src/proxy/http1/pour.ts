import type { BodyReader } from './body-reader.js'
import type { PulledBody } from './pulled-body.js'

/** Gives a copy of the content of a body's next part to whoever pulls it; returns where the part ends. Throws a Refusal. */
export const pour = (bytes: Buffer, at: number, from: BodyReader, to: PulledBody): number => {
  const runs: Buffer[] = []
  const end = from.read(bytes, at, (start, stop) => runs.push(bytes.subarray(start, stop)))
  if (runs.length > 0) to.push(Buffer.concat(runs))
  return end
}
