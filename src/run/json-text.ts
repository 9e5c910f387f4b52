import { REDACTED } from '../core/redaction.js'

/**
 * Masks the value of each `"name": value` in a text, as JSON writes it, wherever it stands: also where it is only a part
 * of a document, and where its quotes are escaped because it is in another text. A reference to a variable stays.
 */
export const jsonTextMasker = (names: readonly string[]): ((text: string) => string) => {
  if (names.length === 0) return text => text
  const member = new RegExp(`(?<quote>\\\\*")(?:${names.map(literally).join('|')})\\k<quote>\\s*:\\s*`, 'g')
  return text => {
    let [masked, from] = ['', 0]
    for (const { index, 0: found, groups } of text.includes('"') ? text.matchAll(member) : []) {
      const at = index + found.length
      if (index < from) continue
      const quote = groups?.quote ?? '"'
      const end = quote === '"' ? endOf(text, at) : endOfEscaped(text, at, quote)
      const isReference = REFERENCE.test(text.slice(at, end))
      masked += text.slice(from, at) + (isReference ? text.slice(at, end) : `${quote}${REDACTED}${quote}`)
      from = end
    }
    return from === 0 ? text : masked + text.slice(from)
  }
}

const literally = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

const REFERENCE = /^\W*\$\{[^}]*\}\W*$/
const TOKEN = /"(?:[^"\\]|\\.)*"?|[[{]|[\]}]|[\s,:]+|[^"[\]{},:\s]+/gsy

/** Where the value that begins at `at` ends: that of the text where it does not. */
const endOf = (text: string, at: number): number => {
  const token = new RegExp(TOKEN)
  token.lastIndex = at
  for (let depth = 0, found = token.exec(text); found !== null; found = token.exec(text)) {
    const [first = ''] = found[0]
    if ('[{'.includes(first)) depth++
    if (']}'.includes(first)) depth--
    if (depth <= 0) return depth < 0 ? found.index : token.lastIndex
  }
  return text.length
}

/** As `endOf`; what is more than a text or a number is taken to end with the text that it is in. */
const endOfEscaped = (text: string, at: number, quote: string): number => {
  const isText = text.startsWith(quote, at)
  if (!isText && !/^[[{]/.test(text.slice(at, at + 1)))
    return at + (/^[^\s,\]}\\"]*/.exec(text.slice(at))?.[0].length ?? 0)
  const [wanted, from] = isText ? [quote, at + quote.length] : ['"', at]
  for (let end = text.indexOf(wanted, from); end >= 0; end = text.indexOf(wanted, end + 1))
    if (text[end - 1] !== '\\') return isText ? end + quote.length : end
  return text.length
}
