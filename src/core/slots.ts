/** Places that are taken and given back; whoever finds none may wait, first come, first served. */
export interface Slots {
  /** False: none is free. */
  take(): boolean
  /** Calls `begin` when a place was taken for this one. Returns the way out of the queue. */
  queue(begin: () => void): () => void
  give(): void
}

export const openSlots = (count: number): Slots => {
  const waiting = new Set<() => void>()
  let taken = 0
  return {
    take() {
      if (taken >= count) return false
      taken++
      return true
    },
    queue(begin) {
      waiting.add(begin)
      return () => waiting.delete(begin)
    },
    give() {
      const [first] = waiting
      if (first === undefined) {
        taken--
        return
      }
      waiting.delete(first)
      first()
    },
  }
}
