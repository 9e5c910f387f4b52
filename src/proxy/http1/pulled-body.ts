/** What a body is pulled from. */
export interface Source {
  /** Stop and go on: the reader is behind, or waits. */
  pause(): void
  resume(): void
  /** The reader asks for the first time. */
  begun(): void
  /** The reader wants no more. */
  left(): void
}

/** A body that arrives by itself and is read at the reader's pace: at most one chunk is held, then its source stops. */
export class PulledBody implements AsyncIterableIterator<Uint8Array> {
  #held: Uint8Array | null = null
  #end: { readonly error: unknown } | null = null
  #waiting: { resolve(result: IteratorResult<Uint8Array>): void; reject(error: unknown): void } | null = null
  #state: 'new' | 'read' | 'left' = 'new'

  constructor(readonly source: Source) {}

  /** The next chunk is there; nobody will change it. */
  push(chunk: Uint8Array): void {
    if (this.#state === 'left' || chunk.length === 0) return
    const waiting = this.#waiting
    this.#waiting = null
    if (waiting !== null) waiting.resolve({ done: false, value: chunk })
    else {
      this.#held = this.#held === null ? chunk : Buffer.concat([this.#held, chunk])
      this.source.pause()
    }
  }

  /** The body is whole, or has broken off for a reason. Only the first end counts. */
  end(error: unknown = null): void {
    this.#end ??= { error }
    this.#tell()
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#state === 'new') this.source.begun()
    if (this.#state === 'new') this.#state = 'read'
    const held = this.#held
    this.#held = null
    const next = held === null ? this.#coming() : Promise.resolve({ done: false, value: held })
    if (this.#end === null) this.source.resume()
    return next
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    if (this.#state !== 'left' && this.#end === null) this.source.left()
    this.#state = 'left'
    this.#held = null
    return Promise.resolve(OVER)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #coming(): Promise<IteratorResult<Uint8Array>> {
    if (this.#end?.error === null) return Promise.resolve(OVER)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#tell()
    })
  }

  #tell(): void {
    const waiting = this.#waiting
    if (waiting === null || this.#end === null) return
    this.#waiting = null
    if (this.#end.error === null) waiting.resolve(OVER)
    else waiting.reject(this.#end.error)
  }
}

const OVER: IteratorResult<Uint8Array> = { done: true, value: undefined }
