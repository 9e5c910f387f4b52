export const HTAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SP = 0x20
export const COLON = 0x3a

const table = (holds: (code: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, code) => (holds(code) ? 1 : 0))

const isVisible = (code: number) => code > SP && code < 0x7f
const isObsText = (code: number) => code >= 0x80

/** 1 for each character of a token: RFC 9110 5.6.2. */
export const TOKEN = table(code => /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(String.fromCharCode(code)))

/** 1 for each character of a field value or a reason phrase: HTAB, SP, VCHAR, obs-text (RFC 9110 5.5). */
export const FIELD = table(code => code === HTAB || code === SP || isVisible(code) || isObsText(code))

/** 1 for each character that can stand in a request-target. */
export const TARGET = table(isVisible)

/** The value of a hexadecimal digit, or 255. */
export const HEX = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? 255 : digit
})

/** Whether all of a text consists of characters of a table, and of one at least. */
export const consistsOf = (text: string, characters: Uint8Array): boolean =>
  text !== '' && run(text, 0, characters) === text.length

/** Where the run of such characters that begins at `at` ends. */
export const run = (text: string, at: number, characters: Uint8Array): number => {
  let end = at
  while (characters[text.charCodeAt(end)] === 1) end++
  return end
}
