import { type ClientHello, TLS_VERSIONS, type TlsVersion } from '../../core/connection.js'

/** As they are on the wire. */
const VERSIONS: ReadonlyMap<number, TlsVersion> = new Map(TLS_VERSIONS.map((version, at) => [0x0301 + at, version]))
const EXTENSION = { protocols: 16, versions: 43 } as const
const RECORD_HEAD = 5
/** Type and length of the message, its version and its random. */
const BEFORE_SESSION = 4 + 2 + 32

/** True of bytes that hold the whole first record, and of those that are no handshake of TLS at all. */
export const holdsRecord = (bytes: Buffer): boolean =>
  bytes[0] !== 0x16 || (bytes.length >= RECORD_HEAD && bytes.length >= RECORD_HEAD + bytes.readUInt16BE(3))

/** What the first record of a client says of what it can do (RFC 8446 4.1.2); null when it is no whole ClientHello. */
export const readClientHello = (record: Buffer): ClientHello | null => {
  try {
    return record[0] === 0x16 && record[RECORD_HEAD] === 1 ? read(record.subarray(RECORD_HEAD)) : null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const read = (message: Buffer): ClientHello => {
  const rest = [1, 2, 1].reduce((from, width) => after(from, width), message.subarray(BEFORE_SESSION))
  const extensions = extensionsOf(rest)
  const listed = extensions.get(EXTENSION.versions)
  const numbers = listed === undefined ? upTo(message.readUInt16BE(4)) : pairsOf(listed.subarray(1))
  const names = extensions.get(EXTENSION.protocols)
  return {
    versions: numbers.flatMap(number => VERSIONS.get(number) ?? []),
    protocols: names === undefined ? [] : vectorsOf(names.subarray(2)).map(name => name.toString('latin1')),
  }
}

/** What comes behind a vector whose length takes that many bytes. */
const after = (bytes: Buffer, width: number): Buffer => bytes.subarray(width + bytes.readUIntBE(0, width))

const extensionsOf = (rest: Buffer): ReadonlyMap<number, Buffer> => {
  const found = new Map<number, Buffer>()
  for (let left = rest.subarray(2); left.length > 0; left = after(left.subarray(2), 2))
    found.set(left.readUInt16BE(0), left.subarray(4, 4 + left.readUInt16BE(2)))
  return found
}

/** Without a list, every version up to the one that the message says. */
const upTo = (newest: number): readonly number[] => [...VERSIONS.keys()].filter(number => number <= newest)

const pairsOf = (bytes: Buffer): readonly number[] =>
  Array.from({ length: Math.floor(bytes.length / 2) }, (_, at) => bytes.readUInt16BE(2 * at))

const vectorsOf = (bytes: Buffer): readonly Buffer[] => {
  const found: Buffer[] = []
  for (let left = bytes; left.length > 0; left = after(left, 1)) found.push(left.subarray(1, 1 + left.readUInt8(0)))
  return found
}
