import type { Caller } from './call.js'
import type { GrpcCall } from './prices.js'

/** How a service treats its dependencies. The services are written once; only their style differs. */
export interface Style {
  /** A client for one dependency. */
  client(needs: Needs): Caller
  /** Turns a question into one that may still be answered when it cannot be asked. */
  remembering<T>(ask: () => Promise<T>): () => Promise<T>
  /** A place for work that a shopper need not wait for. */
  backOffice(): BackOffice
  /** A question that is put by gRPC; what comes back is what shoppers see. Rejects when there is nothing to show. */
  asking(needs: Needs, call: GrpcCall): (text: string) => Promise<string | null>
  /** Listens to events, each with a number; `url` is that of all events after one. */
  follow(url: (after: number | null) => string, told: (number: number) => void): void
  /** How much of the catalogue the storefront asks for. */
  readonly catalogue: 'everything' | 'summary'
}

export interface Needs {
  /** How long one attempt may take. */
  readonly timeoutMs: number
  /** The first one included. */
  readonly attempts: number
}

/** Something to do; it rejects when it could not be done. */
export type Work = () => Promise<unknown>

export interface BackOffice {
  /** Does the work now or, if the style can, promises it for later. */
  settle(work: Work): Promise<'done' | 'later'>
  /** Takes the work over and returns at once. */
  post(work: Work): void
}
