import type { Body } from './body.js'

/** The most that is on its way at once, in bytes; then the sender is held back. */
export const LINE_LIMIT = 1024 ** 2

interface Held {
  readonly due: number
  readonly result: IteratorResult<Uint8Array> | { readonly error: unknown }
}

interface LineTools {
  now(): number
  /** How long the next chunk, or the end, is on its way, in ms. */
  delayMs(): number
  wait(ms: number): Promise<unknown>
  /** Its reader is done with it. Called once. */
  closed(): void
}

/**
 * A body that arrives later, as over a longer line: each chunk, and the end, by the time at which it came, in order. It
 * is read ahead of its reader from the start, so that the throughput stays.
 */
export class DelayLine implements AsyncIterableIterator<Uint8Array> {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #held: Held[] = []
  #size = 0
  #lastDue = 0
  #isClosed = false
  #changed: () => void = () => {}

  constructor(
    body: Body,
    readonly tools: LineTools,
  ) {
    this.#source = body[Symbol.asyncIterator]()
    void this.#read()
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    while (this.#held.length === 0 && !this.#isClosed) await this.#change()
    const [first] = this.#held
    if (first === undefined) return OVER
    try {
      const left = first.due - this.tools.now()
      if (left > 0) await this.tools.wait(left)
      if ('error' in first.result) throw first.result.error
    } catch (error) {
      await this.return()
      throw error
    }
    if (first.result.done) return this.return()
    this.#held.shift()
    this.#size -= first.result.value.length
    this.#tell()
    return first.result
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#isClosed) this.tools.closed()
    this.#isClosed = true
    this.#tell()
    await this.#source.return?.()
    return OVER
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #read(): Promise<void> {
    for (;;) {
      while (this.#size >= LINE_LIMIT && !this.#isClosed) await this.#change()
      if (this.#isClosed) return
      const result = await this.#source.next().catch((error: unknown) => ({ error }))
      this.#lastDue = Math.max(this.#lastDue, this.tools.now() + this.tools.delayMs())
      this.#held.push({ due: this.#lastDue, result })
      if (!('error' in result) && !result.done) this.#size += result.value.length
      this.#tell()
      if ('error' in result || result.done) return
    }
  }

  /** Reader and sender wait in turns: when there is nothing to read there is room. */
  #change(): Promise<void> {
    return new Promise(resolve => (this.#changed = resolve))
  }

  #tell(): void {
    this.#changed()
  }
}

const OVER = { done: true, value: undefined } as const
