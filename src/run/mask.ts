import type { Entry } from '../core/journal.js'
import type { Json } from '../core/json.js'
import { parseJsonPath } from '../core/json-path.js'
import { disguised, hidesField, type Redaction, shownAt } from '../core/redaction.js'
import type { Secret } from '../experiment/experiment.js'
import { secretMasker } from './secret-mask.js'
import { redactionMasker } from './text-mask.js'

/** Words of ours, which no value of a secret may change. */
const OURS = new Set(['t', 'type', 'schema', 'state', 'kind', 'end', 'exit', 'error', 'protocol', 'verdict'])
/** What cells are told apart by in every run: only secrets are taken out of it. */
const LABEL = 'cell'

/**
 * Takes secrets out of an entry before anybody sees it: the values of the experiment's secrets in every spelling (plain,
 * base64, URL-encoded, escaped), what looks like a credential or is called like one, and what is to be redacted of headers
 * and JSON. Without a redaction only the values of secrets.
 */
export const masker = (secrets: readonly Secret[], redaction: Redaction | null): ((entry: Entry) => Entry) => {
  const maskSecrets = secretMasker(secrets)?.mask ?? (text => text)
  const maskRedacted = redaction === null ? (text: string) => text : redactionMasker(redaction)
  const shown = redaction === null ? (_: string, value: Json) => value : memberMasker(redaction)
  const mask = (value: Json): Json => {
    if (typeof value === 'string') return maskRedacted(maskSecrets(value))
    if (typeof value !== 'object' || value === null) return value
    return isList(value) ? unlessSame(value, value.map(maskItem)) : maskMembers(value)
  }
  const maskItem = (item: Json): Json => {
    if (!isList(item) || item.length !== 2) return mask(item)
    const [name = null, content = null] = item
    return unlessSame(item, [mask(name), mask(typeof name === 'string' ? shown(name, content) : content)])
  }
  const maskMember = (name: string, value: Json): Json => {
    if (OURS.has(name) && typeof value === 'string') return value
    return name === LABEL && typeof value === 'string' ? maskSecrets(value) : mask(shown(name, value))
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

/** What a header field holds, what is called like a secret, and what a fault is to put at a JSON path. */
const memberMasker =
  (redaction: Redaction) =>
  (name: string, value: Json): Json => {
    if (name.startsWith('$')) return shownAtPath(redaction, name, value)
    const isValue = typeof value === 'string' || typeof value === 'number'
    return isValue && hidesField(redaction, name) ? (disguised(redaction.disguise, value) ?? null) : value
  }

const shownAtPath = (redaction: Redaction, text: string, value: Json): Json => {
  const parsed = parseJsonPath(text)
  // What is hidden of JSON leaves JSON.
  return parsed.ok ? (shownAt(redaction, parsed.path, value) as Json) : value
}

type JsonObject = { readonly [key: string]: Json }

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const unlessSame = (items: readonly Json[], masked: readonly Json[]): readonly Json[] =>
  masked.every((item, at) => item === items[at]) ? items : masked
