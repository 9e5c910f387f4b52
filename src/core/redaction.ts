import type { JsonPath } from './json-path.js'
import { type Awaited, awaitedBy, below, hideAt, type JsonPattern } from './json-pattern.js'
import type { Seal } from './seal.js'
import { isSecretField } from './secret-name.js'

/** What a value is shown as: by the same for the same value in one run. What is disguised stays as it is. */
export type Disguise = (value: string) => string

/** What no output may show, besides the values of what is called like a secret. */
export interface Redaction {
  /** Names of header fields, in lower case. */
  readonly headers: readonly string[]
  readonly json: readonly JsonPattern[]
  readonly disguise: Disguise
}

interface NamedSecret {
  readonly name: string
  readonly value: string
}

const DISGUISED = /^‹(?:secret:[^‹›\n]*|redacted \d+:[\da-f]{8})›$/
/** Of credentials (RFC 9110 11.4). */
const SCHEME = /^(?:Basic|Bearer|Digest|Token) +(?=[^\s=]+=*$|‹[^›]*›$)/

/**
 * A secret by its name; of anything else its length (in UTF-16 code units) and a part of its seal. What was put in the
 * place of secrets inside a value counts as what it was, and a scheme before credentials stays.
 */
export const disguiseBy = (seal: Seal, secrets: readonly NamedSecret[] = []): Disguise => {
  const values = new Map(secrets.map(({ name, value }) => [name, value]))
  const names = new Map(secrets.map(({ name, value }) => [value, name]))
  return shown => {
    const [scheme = ''] = SCHEME.exec(shown) ?? []
    const rest = shown.slice(scheme.length)
    if (DISGUISED.test(rest)) return shown
    const value = rest.replace(/‹secret:([^‹›\n]*)›/g, (mark, name: string) => values.get(name) ?? mark)
    const name = names.get(value)
    return scheme + (name === undefined ? `‹redacted ${value.length}:${seal(value).slice(0, 8)}›` : `‹secret:${name}›`)
  }
}

const REFERENCE = /^[^\w$]*(?:(?:Basic|Bearer|Digest|Token) +)?\$\{[^}]*\}\W*$/i

/** True of what is written where a reference to a variable or a secret stands for the value: it shows none. */
export const isReference = (written: string): boolean => REFERENCE.test(written)

/** A value of a document is disguised by its JSON text, if it is no text itself; where there is none, none is shown. */
export const disguised = (disguise: Disguise, value: unknown): string | undefined =>
  value === undefined ? value : disguise(typeof value === 'string' ? value : JSON.stringify(value))

/** The value at `path` of a document as it may be shown. */
export const shownAt = (redaction: Redaction, path: JsonPath, value: unknown): unknown => {
  const awaited = awaitedAt(redaction, path)
  const hide = (hidden: unknown) => disguised(redaction.disguise, hidden)
  return awaited === true ? hide(value) : hideAt(value, awaited, { hide, isHidden: isSecretField })
}

/** True where what is at `path` may not be shown. */
export const hides = (redaction: Pick<Redaction, 'json'>, path: JsonPath): boolean =>
  awaitedAt(redaction, path) === true

/** What patterns still wait for at `path`; `true` where one is fulfilled, or a name on the way is that of a secret. */
const awaitedAt = ({ json }: Pick<Redaction, 'json'>, path: JsonPath): Awaited | true =>
  path.reduce<Awaited | true>((awaited, step) => {
    if (awaited === true || (typeof step === 'string' && isSecretField(step))) return true
    return below(awaited, step)
  }, awaitedBy(json))

const COOKIE = /^(?:set-)?cookie$/i

/** True of a header field whose value may not be shown. */
export const hidesField = ({ headers }: Pick<Redaction, 'headers'>, name: string): boolean =>
  headers.includes(name.toLowerCase()) || COOKIE.test(name) || isSecretField(name)

/** The value of a header field as it may be shown. */
export const shownField = (redaction: Redaction, name: string, value: string): string =>
  hidesField(redaction, name) ? redaction.disguise(value) : value
