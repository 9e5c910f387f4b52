import { performance } from 'node:perf_hooks'
import type { Clock } from './clock.js'
import type { Interrupt } from './interrupt.js'

/** A class: thousands sleep at once. It listens until it wakes or leaves. */
class Sleeper {
  isGone = false
  readonly #leave = (): void => {
    this.#hearNoMore()
    this.isGone = true
    if (this.signal.aborted) this.reject(this.signal.reason)
    else this.resolve(false)
    this.left()
  }

  constructor(
    readonly due: number,
    readonly signal: Interrupt,
    readonly wake: Interrupt | undefined,
    readonly resolve: (isOver: boolean) => void,
    readonly reject: (reason: unknown) => void,
    readonly left: () => void,
  ) {
    signal.addEventListener('abort', this.#leave, { once: true })
    wake?.addEventListener('abort', this.#leave, { once: true })
  }

  rise(): void {
    this.#hearNoMore()
    this.resolve(true)
  }

  #hearNoMore(): void {
    this.signal.removeEventListener('abort', this.#leave)
    this.wake?.removeEventListener('abort', this.#leave)
  }
}

/** What is due sooner is waited for in turns of the event loop: a timer counts whole ms, and would be late by more. */
const SOON_MS = 0.5

/**
 * The real clock. All sleepers share one binary heap and one timer, so a thousand delayed exchanges cost one timer.
 * Node's timers count whole ms from a cached time and may fire early: whoever is not due yet waits again. The process may
 * end while somebody sleeps by a clock that does not keep it alive.
 */
export const systemClock = ({ keepsAlive = true } = {}): Clock => {
  const heap = new SleeperHeap()
  let timer: NodeJS.Timeout | null = null
  let turn: NodeJS.Immediate | null = null
  let armedFor = Number.POSITIVE_INFINITY
  const arm = () => {
    const next = heap.peek()
    if (next === undefined || next.due >= armedFor) return
    disarm()
    armedFor = next.due
    const left = next.due - performance.now()
    if (left < SOON_MS) turn = setImmediate(fire)
    else timer = setTimeout(fire, Math.min(Math.ceil(left), 2 ** 31 - 1))
    if (!keepsAlive) (turn ?? timer)?.unref()
  }
  const disarm = () => {
    if (timer) clearTimeout(timer)
    if (turn) clearImmediate(turn)
    timer = null
    turn = null
    armedFor = Number.POSITIVE_INFINITY
  }
  const fire = () => {
    disarm()
    const now = performance.now()
    for (let next = heap.peek(); next !== undefined && next.due <= now; next = heap.peek()) {
      heap.pop()
      next.rise()
    }
    arm()
  }
  const left = () => {
    heap.forget()
    if (heap.peek() === undefined) disarm()
  }
  const sleep = (ms: number, signal: Interrupt, wake?: Interrupt): Promise<boolean> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      if (wake?.aborted) return resolve(false)
      const due = performance.now() + Math.max(ms, 0)
      if (ms === Number.POSITIVE_INFINITY) return void new Sleeper(due, signal, wake, resolve, reject, nobody)
      heap.push(new Sleeper(due, signal, wake, resolve, reject, left))
      arm()
    })
  return { now: () => performance.now(), sleep }
}

/** Whoever sleeps for ever is in no heap. */
const nobody = (): void => {}

/** A binary min-heap by due time; those who left stay until they reach the top or are half of it. */
class SleeperHeap {
  #items: Sleeper[] = []
  #gone = 0

  /** The next to wake, or undefined when nobody sleeps. */
  peek(): Sleeper | undefined {
    while (this.#items[0]?.isGone) {
      this.pop()
      this.#gone--
    }
    return this.#items[0]
  }

  forget(): void {
    if (++this.#gone * 2 < this.#items.length || this.#items.length < 64) return
    this.#items = this.#items.filter(item => !item.isGone).sort((a, b) => a.due - b.due)
    this.#gone = 0
  }

  push(sleeper: Sleeper): void {
    const items = this.#items
    let at = items.push(sleeper) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = items[up]
      if (parent === undefined || parent.due <= sleeper.due) break
      items[at] = parent
      at = up
    }
    items[at] = sleeper
  }

  pop(): void {
    const items = this.#items
    const last = items.pop()
    if (last === undefined || items.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      const right = items[child + 1]
      if (right !== undefined && right.due < (items[child]?.due ?? 0)) child++
      const below = items[child]
      if (below === undefined || below.due >= last.due) break
      items[at] = below
      at = child
    }
    items[at] = last
  }
}
