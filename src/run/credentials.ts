import { type Disguise, isReference } from '../core/redaction.js'
import { isSecretField, isSecretName } from '../core/secret-name.js'

/** `key=value` of a query, a form, a cookie or a line of a command; what is masked already is one value. */
const PARAMETER = /(?<mark>[?&;]|^|[\s"'])(?<key>[^=&#\s"'<>?;]+)=(?<value>(?:‹[^‹›\n]*›|[^&#;\s"'<>)])+)/g
const USERINFO = /(\/\/)([^\s/?#@"'<>]+)@/g
/** A scheme of RFC 9110 11.4 with its credentials (a digit or `=` tells them from a word), JWT, AWS, GitHub, PEM. */
const KNOWN = new RegExp(
  [
    /(?<=\s)(?=[\w.~+/=-]{8})(?<=\b(?:Bearer|Basic|Digest|Token)\s{1,8})(?=\S*[\d=])[\w.~+/=-]+/,
    /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/,
    /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
    /\bgh[pousr]_[A-Za-z0-9]{36,}/,
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)
/** No known credential is shorter. */
const SHORTEST_KNOWN = 13

/** Takes out what looks like a credential, whoever's it is. */
export const credentialMasker = (disguise: Disguise): ((text: string) => string) => {
  const maskParameter = (all: string, mark: string, key: string, value: string): string => {
    const names = mark !== '' && '?&;'.includes(mark) ? isSecretName : isSecretField
    const hidden = names(decoded(key)) || holdsCredential(value)
    return hidden && !isReference(value) ? `${mark}${key}=${disguise(decoded(value))}` : all
  }
  /** Such as an address with a token in its query, which is the value of a parameter itself. */
  const holdsCredential = (value: string): boolean => {
    if (!/%3d/i.test(value)) return false
    const inner = decoded(value)
    return inner !== value && mask(inner) !== inner
  }
  const mask = (text: string): string => {
    let masked = text
    if (text.includes('=')) masked = masked.replace(PARAMETER, maskParameter)
    if (text.includes('@'))
      masked = masked.replace(USERINFO, (_, slashes: string, who: string) => `${slashes}${disguise(decoded(who))}@`)
    return masked.length < SHORTEST_KNOWN ? masked : masked.replace(KNOWN, disguise)
  }
  return mask
}

/** As in a form: what is told is the value, however it was written. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
