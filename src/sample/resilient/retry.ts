import type { Random } from '../../core/random.js'
import type { Call, Caller } from '../call.js'
import { sleep } from '../work.js'
import { Open } from './circuit-breaker.js'

const FIRST_BACKOFF_MS = 50

/** Tries again a few times, later each time and never in step with others, and only what is safe to do twice. */
export const retry =
  ({ attempts, random }: { readonly attempts: number; readonly random: Random }, next: Caller): Caller =>
  async call => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(call)
      } catch (error) {
        if (attempt >= attempts || error instanceof Open || !repeatable(call)) throw error
        await sleep(random.float() * FIRST_BACKOFF_MS * 2 ** (attempt - 1))
      }
    }
  }

/** RFC 9110 9.2.2: a GET is idempotent; a POST is made so by its key. */
const repeatable = ({ method, idempotencyKey }: Call): boolean => method === 'GET' || idempotencyKey !== undefined
