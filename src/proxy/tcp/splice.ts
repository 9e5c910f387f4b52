import type { Body } from '../../core/body.js'

type Result = IteratorResult<Uint8Array>

export interface Diversion {
  readonly rest: Body
  /** Only the first counts. */
  readonly give: (body: Body | Promise<Body>) => void
}

/** A body whose reader goes on with another, even in the middle of a read: nothing of it is lost or read twice. */
export class Splice implements AsyncIterableIterator<Uint8Array> {
  #source: Promise<Pulled>
  /** Whoever waits for a chunk asks again. */
  #askAgain: (() => void) | null = null

  constructor(body: Body) {
    this.#source = Promise.resolve(new Pulled(body))
  }

  next(): Promise<Result> {
    const source = this.#source
    return new Promise((resolve, reject) => {
      this.#askAgain = () => resolve(this.next())
      const settle = (tell: () => void) => {
        if (source !== this.#source) return
        this.#askAgain = null
        tell()
      }
      source
        .then(pulled =>
          pulled.pull().then(
            found => settle(() => resolve(pulled.taken(found))),
            error => settle(() => reject(error)),
          ),
        )
        .catch(error => settle(() => reject(error)))
    })
  }

  async return(): Promise<Result> {
    this.#source.then(
      pulled => pulled.leave(),
      () => {},
    )
    return { done: true, value: undefined }
  }

  /** What is still to come; its reader gets nothing more until it is given another body. */
  divert(): Diversion {
    const rest = restOf(this.#source)
    let give: Diversion['give'] = () => {}
    this.#source = new Promise<Body>(resolve => (give = resolve)).then(body => new Pulled(body))
    // Who reads it is told.
    this.#source.catch(() => {})
    this.#askAgain?.()
    return { rest, give }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

const restOf = (source: Promise<Pulled>): Body => ({
  [Symbol.asyncIterator]: () => ({
    async next() {
      const pulled = await source
      return pulled.taken(await pulled.pull())
    },
    async return() {
      ;(await source).leave()
      return { done: true, value: undefined }
    },
  }),
})

/** A body that is read by one after another: a read that is under way is that of whoever comes next. */
class Pulled {
  readonly #from: AsyncIterator<Uint8Array>
  #reading: Promise<Result> | null = null

  constructor(body: Body) {
    this.#from = body[Symbol.asyncIterator]()
  }

  pull(): Promise<Result> {
    this.#reading ??= this.#from.next()
    return this.#reading
  }

  taken(found: Result): Result {
    this.#reading = null
    return found
  }

  leave(): void {
    void this.#from.return?.()
  }
}
