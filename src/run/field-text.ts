import { hidesField, isReference, type Redaction } from '../core/redaction.js'

const NAME = /(?<![\w‹-])([A-Za-z][\w-]*)["']?[ \t]*:[ \t]*/g
/** In quotes, or until something that may end it; as a line of its own, such as in a head of HTTP, all of that line. */
const INSIDE = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,}\]{[][^\n,}]*/y
const LINE = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,}\]{[][^\n]*/y
const STARTS_LINE = /(?:^|\n)[ \t]*[<>*]?[ \t]*$/
/** Words of prose, too, that a colon may follow. */
const PROSE = /^(?:token|secret|session|credential)s?$/i

/**
 * Masks the value of each `name: value` of a field that may not be shown inside a text, such as YAML, a log or a head of
 * HTTP. A reference to a variable stays.
 */
export const fieldMasker = (redaction: Redaction): ((text: string) => string) => {
  const { headers, disguise } = redaction
  const isHidden = (name: string) =>
    headers.includes(name.toLowerCase()) || (hidesField(redaction, name) && !PROSE.test(name))
  return text => {
    if (!text.includes(':')) return text
    let [masked, from] = ['', 0]
    for (const { index, 0: found, 1: name = '' } of text.matchAll(NAME)) {
      if (index < from || !isHidden(name)) continue
      const at = index + found.length
      const value = valueAt(text, at, STARTS_LINE.test(text.slice(Math.max(0, index - 20), index)) ? LINE : INSIDE)
      if (value === '' || isReference(value)) continue
      masked += `${text.slice(from, at)}"${disguise(unquoted(value))}"`
      from = at + value.length
    }
    return from === 0 ? text : masked + text.slice(from)
  }
}

const valueAt = (text: string, at: number, pattern: RegExp): string => {
  pattern.lastIndex = at
  const found = pattern.exec(text)?.[0] ?? ''
  let end = found.length
  while (end > 0 && ' \t\r,}]'.includes(found.charAt(end - 1))) end--
  return found.slice(0, end)
}

const unquoted = (value: string): string => {
  const [quote] = value
  if ((quote !== '"' && quote !== "'") || value.length < 2 || !value.endsWith(quote)) return value
  return quote === '"' ? parsed(value) : value.slice(1, -1)
}

const parsed = (text: string): string => {
  try {
    return String(JSON.parse(text))
  } catch {
    return text.slice(1, -1)
  }
}
