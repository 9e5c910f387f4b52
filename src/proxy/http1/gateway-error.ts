import type { Refusal, RefusalStatus } from './refusal.js'

const PHRASES: Readonly<Record<RefusalStatus, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  505: 'HTTP Version Not Supported',
  508: 'Loop Detected',
}

/** A reply of our own, marked so that nobody takes it for the upstream's. */
const ownReply = (status: keyof typeof PHRASES, detail: string, fields: readonly string[], text: string): Buffer =>
  Buffer.from(
    [
      `HTTP/1.1 ${status} ${PHRASES[status]}`,
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(text)}`,
      `x-fallacy-error: ${detail.replace(/[^\x20-\x7e]/g, '?')}`,
      ...fields,
      '',
      text,
    ].join('\r\n'),
  )

/** The upstream gave no reply. Without its text for HEAD. */
export const gatewayError = (detail: string, method: string, keepAlive: boolean): Buffer => {
  const text = `fallacy: no reply from the upstream: ${detail}\n`
  const whole = ownReply(502, detail, keepAlive ? [] : ['Connection: close'], text)
  return method === 'HEAD' ? whole.subarray(0, whole.length - Buffer.byteLength(text)) : whole
}

/** The client broke a rule; its connection ends with this. */
export const refusalReply = ({ status, message }: Refusal): Buffer => {
  const allow = status === 405 ? ['Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH'] : []
  return ownReply(status, message, [...allow, 'Connection: close'], `fallacy: ${message}\n`)
}
