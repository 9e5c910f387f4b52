/** A value in DER (X.690): tag, length, and the parts one after the other. */
export const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content])
}

const lengthOf = (length: number): readonly number[] => {
  if (length < 0x80) return [length]
  const bytes = base(256, length)
  return [0x80 | bytes.length, ...bytes]
}

/** Digits of a number, the greatest first. */
const base = (radix: number, value: number): readonly number[] =>
  value < radix ? [value] : [...base(radix, Math.floor(value / radix)), value % radix]

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Buffer => tlv(0x31, ...parts)
export const octets = (...parts: readonly Uint8Array[]): Buffer => tlv(0x04, ...parts)
export const text = (value: string): Buffer => tlv(0x0c, Buffer.from(value))
export const yes: Buffer = tlv(0x01, Buffer.from([0xff]))
export const nothing: Buffer = tlv(0x05)

/** Big-endian; the first bit is the sign, and is not set. */
export const integer = (bytes: Uint8Array): Buffer => tlv(0x02, bytes)

/** A bit string of whole bytes, or without its last `unused` bits. */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => tlv(0x03, Buffer.from([unused]), bytes)

/** A context-specific tag, constructed (`[0] { … }`). */
export const tagged = (tag: number, ...parts: readonly Uint8Array[]): Buffer => tlv(0xa0 | tag, ...parts)
/** A context-specific tag, primitive: implicit strings and bytes. */
export const implicit = (tag: number, bytes: Uint8Array): Buffer => tlv(0x80 | tag, bytes)

/** An object identifier such as `2.5.29.17`. */
export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap(arc =>
    base(128, arc).map((digit, at, digits) => (at === digits.length - 1 ? digit : digit | 0x80)),
  )
  return tlv(0x06, Buffer.from(bytes))
}

/** UTCTime to the end of 2049, GeneralizedTime after it (RFC 5280 4.1.2.5). */
export const time = (date: Date): Buffer => {
  const digits = date.toISOString().replace(/\D/g, '').slice(0, 14)
  return date.getUTCFullYear() < 2050
    ? tlv(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : tlv(0x18, Buffer.from(`${digits}Z`))
}
