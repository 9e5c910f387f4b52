import type { HeaderList } from '../../../src/core/headers.js'

/** One message as a parser read it; the start is `GET /` of a request, `200 OK` of a reply. */
export interface Message {
  readonly start: string
  readonly headers: HeaderList
  /** latin1. */
  readonly body: string
  readonly trailers: HeaderList
}

/** All that a parser made of some bytes: whole messages in order, and how it ended. */
export interface Reading {
  readonly messages: readonly Message[]
  /** Where each message ends in the bytes. */
  readonly ends: readonly number[]
  readonly end: 'clean' | 'incomplete' | { readonly refused: string }
}
