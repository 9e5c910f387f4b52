/** Exact, or the last word of a compound one. */
const SECRET =
  /(?:^|[-_.])(?:token|key|secret|password|passwd|sig|signature|code)$|(?:Token|Key|Secret|Password)$|apikey$/

/** True when the value of a query parameter of that name is likely to be a credential. */
export const isSecretName = (name: string): boolean => SECRET.test(name)
