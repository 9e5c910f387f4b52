/** Error codes of HTTP/2 by name (RFC 9113 7). */
export const STREAM_CODES = {
  NO_ERROR: 0,
  PROTOCOL_ERROR: 1,
  INTERNAL_ERROR: 2,
  FLOW_CONTROL_ERROR: 3,
  SETTINGS_TIMEOUT: 4,
  STREAM_CLOSED: 5,
  FRAME_SIZE_ERROR: 6,
  REFUSED_STREAM: 7,
  CANCEL: 8,
  COMPRESSION_ERROR: 9,
  CONNECT_ERROR: 10,
  ENHANCE_YOUR_CALM: 11,
  INADEQUATE_SECURITY: 12,
  HTTP_1_1_REQUIRED: 13,
} as const

export type StreamCodeName = keyof typeof STREAM_CODES

/** The name of a code, or the number of one without a name. */
export const streamCodeName = (code: number): string =>
  Object.entries(STREAM_CODES).find(([, one]) => one === code)?.[0] ?? String(code)
