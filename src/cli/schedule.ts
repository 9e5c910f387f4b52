/** Things to run, some of them at the same time. */
export interface Batch<T> {
  readonly items: readonly T[]
  readonly maxParallel: number
}

/** What comes after one that has run. */
export type Next = 'go on' | 'leave the batch' | 'stop'

/** Runs batches one after the other and their items in order; what is under way is always waited for. */
export const runBatches = async <T>(batches: readonly Batch<T>[], run: (item: T) => Promise<Next>): Promise<void> => {
  for (const { items, maxParallel } of batches) {
    const waiting = [...items]
    const work = async (): Promise<Next> => {
      let next: Next = 'go on'
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
        next = await run(item)
        if (next !== 'go on') waiting.length = 0
      }
      return next
    }
    const ends = await Promise.all(Array.from({ length: Math.min(maxParallel, items.length) }, work))
    if (ends.includes('stop')) return
  }
}
