import { disguised, hidesField, isReference, type Redaction } from '../core/redaction.js'

const MEMBER = /(?<quote>\\*")(?<name>[^"\\]*)\k<quote>\s*:\s*/g

/**
 * Masks the value of each `"name": value` in a text that may not be shown, as JSON writes it, wherever it stands: also
 * where it is only a part of a document, and where its quotes are escaped because it is in another text. Of a path the
 * last name counts. A reference to a variable stays.
 */
export const jsonTextMasker = (redaction: Redaction): ((text: string) => string) => {
  const names = new Set(redaction.json.map(({ name }) => name))
  const isHidden = (name: string) => names.has(name) || hidesField(redaction, name)
  return text => {
    let [masked, from] = ['', 0]
    for (const { index, 0: found, groups } of text.includes('"') ? text.matchAll(MEMBER) : []) {
      if (index < from || !isHidden(groups?.name ?? '')) continue
      const at = index + found.length
      const quote = groups?.quote ?? '"'
      const end = quote === '"' ? endOf(text, at) : endOfEscaped(text, at, quote)
      const written = text.slice(at, end)
      if (isReference(written)) continue
      masked += `${text.slice(from, at)}${quote}${disguised(redaction.disguise, documentOf(written, quote))}${quote}`
      from = end
    }
    return from === 0 ? text : masked + text.slice(from)
  }
}

/** What is written in texts that are each in another: with one backslash before its quotes, three, seven and so on. */
const documentOf = (written: string, quote: string): unknown => {
  try {
    let text = written
    for (let escapes = quote.length - 1; escapes > 0; escapes = (escapes - 1) / 2) text = JSON.parse(`"${text}"`)
    return JSON.parse(text)
  } catch {
    // Torn, or no JSON.
    return written.replace(/^[\\"]+|[\\"]+$/g, '')
  }
}
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
