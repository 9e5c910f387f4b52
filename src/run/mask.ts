import type { Entry } from '../core/journal.js'
import type { Json } from '../core/json.js'
import type { Secret } from '../experiment/experiment.js'
import { spellings } from './spellings.js'

/** Shorter secrets would be found everywhere by accident. */
const SHORTEST = 4
/** Words of ours, which no value of a secret may change. */
const OURS = new Set(['t', 'type', 'schema', 'state', 'kind', 'end', 'exit', 'error', 'protocol', 'verdict'])
const REDACTED = '‹redacted›'

const SECRET_KEY =
  /(?:^|[-_.])(?:token|key|secret|password|passwd|sig|signature|code)$|(?:Token|Key|Secret|Password)$|apikey$/
const QUERY = /([?&;])([^=&#\s"'<>?]+)=([^&#;\s"'<>)]+)/g
const USERINFO = /(\/\/)[^\s/?#@"'<>]+@/g
const KNOWN = new RegExp(
  [
    /(?<=\b(?:Bearer|Basic|Digest|Token)\s+)[\w.~+/=-]{8,}/,
    /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/,
    /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
    /\bgh[pousr]_[A-Za-z0-9]{36,}/,
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

/**
 * Takes secrets out of an entry before anybody sees it: the values of the experiment's secrets in every spelling (plain,
 * base64, URL-encoded, escaped), what looks like a credential, and the values of the headers named (in lower case).
 */
export const masker = (secrets: readonly Secret[], redactHeaders: readonly string[]): ((entry: Entry) => Entry) => {
  const maskSecrets = secretMasker(secrets)
  const maskFields = fieldMasker(redactHeaders)
  const maskText = (text: string) => maskFields(maskKnown(maskSecrets(text)))
  const hidden = new Set(redactHeaders)
  const isHidden = (name: Json | undefined) => typeof name === 'string' && hidden.has(name.toLowerCase())
  const mask = (value: Json): Json => {
    if (typeof value === 'string') return maskText(value)
    if (typeof value !== 'object' || value === null) return value
    if (!isList(value)) return maskMembers(value)
    const [name, content] = value
    return value.length === 2 && isHidden(name) && typeof content === 'string'
      ? [name ?? null, REDACTED]
      : value.map(mask)
  }
  const maskMember = (name: string, value: Json): Json => {
    if (isHidden(name) && (typeof value === 'string' || typeof value === 'number')) return REDACTED
    return OURS.has(name) && typeof value === 'string' ? value : mask(value)
  }
  const maskMembers = (object: { readonly [key: string]: Json }) =>
    Object.fromEntries(Object.entries(object).map(([name, value]) => [name, maskMember(name, value)]))
  // An entry is plain data (it is written as JSON), and masking keeps its shape: strings become strings.
  return entry => maskMembers(entry as unknown as { readonly [key: string]: Json }) as unknown as Entry
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const secretMasker = (secrets: readonly Secret[]): ((text: string) => string) => {
  const names = new Map<string, string>()
  for (const { name, value } of secrets)
    if (value.length >= SHORTEST) for (const spelling of spellings(value)) names.set(spelling, name)
  if (names.size === 0) return text => text
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g')
  return text => text.replace(pattern, found => `‹secret:${names.get(found)}›`)
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

const maskKnown = (text: string): string => {
  const masked = text.includes('=') ? text.replace(QUERY, maskParameter) : text
  return masked.replace(USERINFO, `$1${REDACTED}@`).replace(KNOWN, REDACTED)
}

const maskParameter = (all: string, mark: string, key: string): string =>
  SECRET_KEY.test(decoded(key)) ? `${mark}${key}=${REDACTED}` : all

const decoded = (key: string): string => {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
