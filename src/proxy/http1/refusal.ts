/** Statuses of the replies with which a message that breaks the rules is refused. */
export type RefusalStatus = 400 | 403 | 405 | 408 | 431 | 501 | 502 | 505 | 508

/** A message breaks the rules of RFC 9112, or those of the proxy: it is never forwarded, and its connection ends. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    rule: string,
    readonly status: RefusalStatus = 400,
  ) {
    super(rule)
  }
}
