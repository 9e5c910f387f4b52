import type { Random } from '../../core/random.js'
import { type Caller, send, Unavailable } from '../call.js'
import type { Style } from '../style.js'
import { asker } from './asking.js'
import { circuitBreaker } from './circuit-breaker.js'
import { lastKnown } from './fallback.js'
import { follower } from './follow.js'
import { outbox } from './outbox.js'
import { retry } from './retry.js'
import { timeout } from './timeout.js'

/** Expects the network to fail: every wait ends, every retry is bounded, and what cannot be done now is done later. */
export const resilient = (random: Random): Style => ({
  client: ({ timeoutMs, attempts }) => retry({ attempts, random }, circuitBreaker()(timeout(timeoutMs, once))),
  remembering: lastKnown,
  backOffice: () => outbox(random),
  asking: asker(random),
  follow: follower(random),
  catalogue: 'summary',
})

/** A reply counts when it is whole and the other side did not fail. */
const once: Caller = async (call, signal) => {
  const reply = await send(call, signal ?? null)
  const body: unknown = await reply.json()
  if (reply.status >= 500) throw new Unavailable(`${call.url} answered ${reply.status}`)
  return { status: reply.status, body }
}
