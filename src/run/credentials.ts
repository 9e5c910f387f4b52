import { REDACTED } from '../core/redaction.js'
import { isSecretName } from '../core/secret-name.js'

const QUERY = /([?&;])([^=&#\s"'<>?]+)=([^&#;\s"'<>)]+)/g
const USERINFO = /(\/\/)[^\s/?#@"'<>]+@/g
/** A scheme of RFC 9110 11.4 with its credentials (a digit or `=` tells them from a word), JWT, AWS, GitHub, PEM. */
const KNOWN = new RegExp(
  [
    /(?<=\b(?:Bearer|Basic|Digest|Token)\s+)(?=\S*[\d=])[\w.~+/=-]{8,}/,
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
export const maskCredentials = (text: string): string => {
  let masked = text
  if (text.includes('=')) masked = masked.replace(QUERY, maskParameter)
  if (text.includes('@')) masked = masked.replace(USERINFO, `$1${REDACTED}@`)
  return masked.length < SHORTEST_KNOWN ? masked : masked.replace(KNOWN, REDACTED)
}

const maskParameter = (all: string, mark: string, key: string): string =>
  isSecretName(decoded(key)) ? `${mark}${key}=${REDACTED}` : all

const decoded = (key: string): string => {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
