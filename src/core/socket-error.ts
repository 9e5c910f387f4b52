import type { SampleError } from './probe.js'

const CONNECT = new Set([
  ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'ENOENT'],
])
/** This machine has run out of something: no word about the system under test. */
const OURS = new Set([
  'EMFILE',
  'ENFILE',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'ENOMEM',
  'EACCES',
  'EPERM',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
])
const RESET = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'UND_ERR_SOCKET'])
const TLS = /^(?:ERR_(?:TLS|SSL|OSSL)_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/

/** What of the system an error from a socket or an HTTP client speaks of. */
export const errorClass = (error: unknown): SampleError => {
  const code = codeOf(error)
  if (CONNECT.has(code)) return 'connect'
  if (RESET.has(code)) return 'reset'
  if (TLS.test(code)) return 'tls'
  if (OURS.has(code)) return 'probeError'
  return isMalformed(error) || code.startsWith('UND_ERR_') ? 'body' : 'probeError'
}

/** In a few words, such as `connect ECONNREFUSED 127.0.0.1:9001`. */
export const describeError = (error: unknown): string => {
  const inner = error instanceof AggregateError && error.message === '' ? error.errors[0] : error
  if (!(inner instanceof Error)) return String(inner)
  const [line = ''] = inner.message.trim().split('\n')
  return line || codeOf(inner) || inner.name
}

/** undici gives its parser's errors a code or none, as they come. */
const isMalformed = (error: unknown): boolean => error instanceof Error && error.name === 'HTTPParserError'

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
