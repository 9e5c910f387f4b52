import type { Entry } from '../core/journal.js'
import type { Json } from '../core/json.js'
import { parseJsonPath } from '../core/json-path.js'
import { REDACTED, type Redaction, shownAt } from '../core/redaction.js'
import type { Secret } from '../experiment/experiment.js'
import { maskCredentials } from './credentials.js'
import { jsonTextMasker } from './json-text.js'
import { spellings } from './spellings.js'

/** Shorter secrets would be found everywhere by accident. */
const SHORTEST = 4
/** What a service says in one line is held until its end, unless it is longer. */
const LONGEST_LINE = 64 * 1024
/** Words of ours, which no value of a secret may change. */
const OURS = new Set(['t', 'type', 'schema', 'state', 'kind', 'end', 'exit', 'error', 'protocol', 'verdict'])
/**
 * Takes secrets out of an entry before anybody sees it: the values of the experiment's secrets in every spelling (plain,
 * base64, URL-encoded, escaped), what looks like a credential, and what is to be redacted of headers and JSON.
 */
export const masker = (secrets: readonly Secret[], redaction: Redaction): ((entry: Entry) => Entry) => {
  const maskSecrets = secretMasker(secrets)?.mask ?? (text => text)
  const maskFields = fieldMasker(redaction.headers)
  const maskJson = jsonTextMasker(namesOf(redaction))
  const maskText = (text: string) => maskJson(maskFields(maskCredentials(maskSecrets(text))))
  const hidden = new Set(redaction.headers)
  const isHidden = (name: Json | undefined) => typeof name === 'string' && hidden.has(name.toLowerCase())
  const mask = (value: Json): Json => {
    if (typeof value === 'string') return maskText(value)
    if (typeof value !== 'object' || value === null) return value
    return isList(value) ? maskItems(value) : maskMembers(value)
  }
  const maskItems = (items: readonly Json[]): readonly Json[] => {
    const [name, content] = items
    if (items.length === 2 && isHidden(name) && typeof content === 'string') return [name ?? null, REDACTED]
    const masked = items.map(mask)
    return masked.every((item, at) => item === items[at]) ? items : masked
  }
  const maskMember = (name: string, value: Json): Json => {
    if (isHidden(name) && (typeof value === 'string' || typeof value === 'number')) return REDACTED
    if (OURS.has(name) && typeof value === 'string') return value
    return mask(name.startsWith('$') ? shownAtPath(redaction, name, value) : value)
  }
  const maskMembers = (object: JsonObject): JsonObject => {
    const changed: [string, Json][] = []
    for (const name in object) {
      const value = object[name] ?? null
      const masked = maskMember(name, value)
      if (masked !== value) changed.push([name, masked])
    }
    return changed.length === 0 ? object : { ...object, ...Object.fromEntries(changed) }
  }
  // An entry is plain data (it is written as JSON), and masking keeps its shape: strings become strings.
  return entry => maskMembers(entry as unknown as JsonObject) as unknown as Entry
}

const namesOf = ({ json }: Redaction): readonly string[] => [...new Set(json.map(({ name }) => name))]

/** What a fault is to put at a JSON path, as it may be shown. */
const shownAtPath = (redaction: Redaction, text: string, value: Json): Json => {
  const parsed = parseJsonPath(text)
  // What is hidden of JSON leaves JSON.
  return parsed.ok ? (shownAt(redaction, parsed.path, value) as Json) : value
}

type JsonObject = { readonly [key: string]: Json }

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

export interface SecretMask {
  /** Puts `‹secret:name›` in the place of every spelling of every secret. */
  readonly mask: (text: string) => string
  /** How many of the first characters hold no secret that ends, or goes on, in what may follow. */
  readonly settled: (text: string) => number
}

/** Null: there is nothing to be masked. */
export const secretMasker = (secrets: readonly Secret[]): SecretMask | null => {
  const names = new Map<string, string>()
  for (const { name, value } of secrets)
    if (value.length >= SHORTEST) for (const spelling of spellings(value)) names.set(spelling, name)
  if (names.size === 0) return null
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g')
  const settled = (text: string) => {
    const end = Math.min(...longestFirst.map(spelling => text.length - begunOf(spelling, text)))
    const cut = [...text.matchAll(pattern)].find(({ index, 0: found }) => index < end && end < index + found.length)
    return cut?.index ?? end
  }
  return { mask: text => text.replace(pattern, found => `‹secret:${names.get(found)}›`), settled }
}

/** As `secretMasker`, and without what is to be redacted of JSON, line by line. */
export const outputMasker = (secrets: readonly Secret[], redaction: Redaction): SecretMask | null => {
  const ofSecrets = secretMasker(secrets)
  const names = namesOf(redaction)
  if (names.length === 0) return ofSecrets
  const { mask, settled } = ofSecrets ?? { mask: (text: string) => text, settled: (text: string) => text.length }
  const maskJson = jsonTextMasker(names)
  return {
    mask: text => mask(text).split('\n').map(maskJson).join('\n'),
    settled: text => (text.length > LONGEST_LINE ? settled(text) : Math.min(settled(text), text.lastIndexOf('\n') + 1)),
  }
}

/** How many characters of `spelling`, but not all, the text ends with. */
const begunOf = (spelling: string, text: string): number => {
  for (let length = Math.min(spelling.length - 1, text.length); length > 0; length--)
    if (text.endsWith(spelling.slice(0, length))) return length
  return 0
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** `name: value` of a redacted header inside a text, such as the experiment's source; references stay readable. */
const fieldMasker = (headers: readonly string[]): ((text: string) => string) => {
  if (headers.length === 0) return text => text
  const names = headers.map(escaped).join('|')
  const pattern = new RegExp(
    `(?<![\\w-])(${names})(["']?[ \\t]*:[ \\t]*)("[^"\\n]*"|'[^'\\n]*'|[^\\s,}\\]][^\\n,}]*)`,
    'gi',
  )
  return text =>
    text.includes(':')
      ? text.replace(pattern, (all, name: string, colon: string, value: string) =>
          value.includes('${') || value.startsWith('[') ? all : `${name}${colon}"${REDACTED}"`,
        )
      : text
}
