/** Waits until a writer has room again; one waits at a time. */
export class Room {
  #wake: ((error: unknown) => void) | null = null
  #closed: { readonly error: unknown } | null = null

  /** Resolves at the next `open`; rejects with the error of `close`, at once when that was before. */
  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== null) return reject(this.#closed.error)
      this.#wake = error => (error === null ? resolve() : reject(error))
    })
  }

  open(): void {
    this.#tell(null)
  }

  /** There will be no room any more; `error` says why. Only the first counts. */
  close(error: unknown): void {
    this.#closed ??= { error }
    this.#tell(this.#closed.error)
  }

  throwIfClosed(): void {
    if (this.#closed !== null) throw this.#closed.error
  }

  #tell(error: unknown): void {
    const wake = this.#wake
    this.#wake = null
    wake?.(error)
  }
}
