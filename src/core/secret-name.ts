/** Words that are about secrets wherever they stand. */
const WORDS =
  /(?:[tT]oken|TOKEN)(?![a-z])|[sS]ecret|SECRET|[pP]assw|PASSW|[sS]ess(?:ion|id)|SESS(?:ION|ID)|[cC]redential|CREDENTIAL/
const FIELDS = /api[-_]?key|^(?:proxy-)?authorization$/i
/** Words that are at the end of a compound one, or alone. */
const ENDS = /(?:^|[-_.])(?:key|KEY|sig|SIG|signature|code|auth|jwt|sid)$|Key$/

/** True of a header field, a member of a document or a field of a form whose value is likely to be a credential. */
export const isSecretField = (name: string): boolean => WORDS.test(name) || FIELDS.test(name)

/** The same of a parameter of a query, or of a variable: a `key` or a `code` is likely to be one there, too. */
export const isSecretName = (name: string): boolean => isSecretField(name) || ENDS.test(name)
