import type { Redaction } from '../core/redaction.js'
import type { Secret } from '../experiment/experiment.js'
import { credentialMasker } from './credentials.js'
import { fieldMasker } from './field-text.js'
import { jsonTextMasker } from './json-text.js'
import { secretMasker, type TextMask } from './secret-mask.js'

/**
 * Takes the values of what may not be shown out of a text. What is in quotes goes before what is not, and a whole value
 * before what looks like a credential in it, so that nothing is disguised twice.
 */
export const redactionMasker = (redaction: Redaction): ((text: string) => string) => {
  const maskMembers = lineMasker(redaction)
  const maskCredentials = credentialMasker(redaction.disguise)
  return text => maskCredentials(maskMembers(text))
}

const lineMasker = (redaction: Redaction): ((text: string) => string) => {
  const maskJson = jsonTextMasker(redaction)
  const maskFields = fieldMasker(redaction)
  return text => maskFields(maskJson(text))
}

/** What a program says in one line is held until its end, unless it is longer; so is a key of several lines. */
const LONGEST = 64 * 1024
const OPEN_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----(?![\s\S]*-----END )/

/** What programs say, line by line: secrets, and what is redacted. Null: there is nothing to be masked. */
export const outputMasker = (secrets: readonly Secret[], redaction: Redaction | null): TextMask | null => {
  const ofSecrets = secretMasker(secrets)
  if (redaction === null) return ofSecrets
  const { mask, settled } = ofSecrets ?? { mask: (text: string) => text, settled: (text: string) => text.length }
  const maskLine = lineMasker(redaction)
  const maskCredentials = credentialMasker(redaction.disguise)
  return {
    mask: text => maskCredentials(mask(text).split('\n').map(maskLine).join('\n')),
    settled: text => {
      if (text.length > LONGEST) return settled(text)
      const lines = text.slice(0, text.lastIndexOf('\n') + 1)
      return Math.min(settled(text), OPEN_KEY.exec(lines)?.index ?? lines.length)
    },
  }
}
