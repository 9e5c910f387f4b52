/** Answers with the last good answer when a new one cannot be had. */
export const lastKnown = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let known: { readonly answer: T } | null = null
  return async () => {
    try {
      known = { answer: await ask() }
      return known.answer
    } catch (error) {
      if (known === null) throw error
      return known.answer
    }
  }
}
