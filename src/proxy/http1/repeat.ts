/** RFC 9110 9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])

/** Whether it does no harm when such a request reaches the upstream twice. */
export const isIdempotent = (method: string): boolean => IDEMPOTENT.has(method)

/** What fits into a socket that has nothing to send: it left as a whole or not at all. */
const SMALL = 8 * 1024

/**
 * Whether a request may go once more when a connection used before has died without a word: it is idempotent, or the
 * very write failed, so that nothing of it has left.
 */
export const mayRepeat = (method: string, request: Buffer, error: Error | null): boolean =>
  isIdempotent(method) || (request.length <= SMALL && error !== null && 'syscall' in error && error.syscall === 'write')
