import { STREAM_CODES } from '../../core/stream-code.js'
import { ConnectionError } from './errors.js'

/** What costs the sender nothing and us something: as many in a second are an attack, whatever they are. */
const LIMIT = 1_000

/** Counts frames that carry nothing: resets, pings, settings, empty DATA and the like (CVE-2019-9512 and its kin, CVE-2023-44487). */
export class Calm {
  #since = 0
  #count = 0

  constructor(readonly now: () => number) {}

  /** Throws a ConnectionError when there are too many. */
  count(): void {
    if (this.now() - this.#since > 1_000) [this.#since, this.#count] = [this.now(), 0]
    if (++this.#count > LIMIT) throw new ConnectionError(STREAM_CODES.ENHANCE_YOUR_CALM, 'frames carry something')
  }
}
