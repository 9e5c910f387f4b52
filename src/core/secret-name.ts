/** Words that are about secrets wherever they stand, and words that are at the end of a compound one, or alone. */
const SECRET = [
  /(?:[tT]oken|TOKEN)(?![a-z])|[sS]ecret|SECRET|[pP]assw|PASSW|[sS]ess(?:ion|id)|SESS(?:ION|ID)|[cC]redential|CREDENTIAL/,
  /(?:^|[-_.])(?:key|KEY|sig|SIG|signature|code|auth|jwt|sid)$|Key$|apikey$/,
]

/** True when the value of a query parameter of that name is likely to be a credential. */
export const isSecretName = (name: string): boolean => SECRET.some(pattern => pattern.test(name))
