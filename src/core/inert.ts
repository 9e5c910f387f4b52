/**
 * What could steer a terminal, reorder a line or hide in it: C0, DEL and C1 controls, line separators, zero-width and
 * bidirectional marks, embeddings, overrides and isolates, lone surrogates.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escaped = (unit: string): string => {
  const code = unit.charCodeAt(0)
  return NAMED[unit] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`)
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0')

/** Text of strangers on one line, with everything that is not plain text shown as an escape such as `\x1b`. */
export const inert = (text: string): string => text.replace(UNSAFE, escaped)

/** The same characters as JSON escapes: the data stays what it was. For the output of JSON.stringify. */
export const inertJson = (json: string): string =>
  json.replace(UNSAFE, unit => (unit === '\n' ? unit : `\\u${hex(unit.charCodeAt(0), 4)}`))

/** `text` in at most `width` code points, the cut shown by an ellipsis. */
export const clip = (text: string, width: number): string => {
  const points = [...text]
  return points.length <= width ? text : `${points.slice(0, Math.max(width - 1, 0)).join('')}…`
}
