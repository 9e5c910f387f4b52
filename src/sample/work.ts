import type { Random } from '../core/random.js'

/** In ms. */
export const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Takes as long as real work would: somewhere from `low` to `high` ms. */
export const worker =
  (random: Random, low: number, high: number): (() => Promise<void>) =>
  () =>
    sleep(low + random.float() * (high - low))
