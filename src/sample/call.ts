/** One question to another service. */
export interface Call {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly json?: unknown
  /** The same for every attempt at the same piece of work, so that the other side can do it once. */
  readonly idempotencyKey?: string
}

export interface Answer {
  readonly status: number
  /** Parsed JSON, unchecked. */
  readonly body: unknown
}

/** Asks; rejects when there is no answer to speak of: no reply, or one of 500 and above. */
export type Caller = (call: Call, signal?: AbortSignal) => Promise<Answer>

/** The other side answered that it could not. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}

/** Sends a call once. */
export const send = (call: Call, signal: AbortSignal | null): Promise<Response> =>
  fetch(call.url, {
    method: call.method,
    signal,
    headers: {
      ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
    },
    body: call.json === undefined ? null : JSON.stringify(call.json),
  })
