/** A hash of a text that nobody can make, or check a guess by, who has not its key: hexadecimal digits, 64 of them. */
export type Seal = (text: string) => string

/** HMAC-SHA-256 (RFC 2104). */
export const sealBy =
  (key: Uint8Array): Seal =>
  text =>
    crypto().createHmac('sha256', key).update(text).digest('hex')

/** By a key of 32 random bytes, drawn when it is first needed and never written. */
export const drawSeal = (): Seal => {
  let drawn: Seal | null = null
  return text => {
    drawn ??= sealBy(crypto().randomBytes(32))
    return drawn(text)
  }
}

/** Loaded when there is something to hide: it is 10 ms of a start. */
const crypto = () => process.getBuiltinModule('node:crypto')
