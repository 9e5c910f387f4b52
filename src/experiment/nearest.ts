/** The number of letters to insert, delete, change or swap to get from one word to the other (Damerau 1964). */
const distance = (a: string, b: string): number => {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const now = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const change = (last[column - 1] ?? 0) + (same ? 0 : 1)
      const best = Math.min(change, (last[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1)
      now.push(swapped ? Math.min(best, (before[column - 2] ?? 0) + 1) : best)
    }
    before = last
    last = now
  }
  return last[b.length] ?? 0
}

const MAX_WORD = 64

/** The known word that was probably meant, or null when none is near. */
export const nearest = (word: string, known: Iterable<string>): string | null => {
  if (word.length > MAX_WORD) return null
  const wanted = word.toLowerCase()
  const ranked = [...known]
    .map(name => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
  const [best] = ranked
  const far = best ? Math.max(1, Math.floor(Math.max(word.length, best.name.length) / 3)) : 0
  return best && best.far <= far && best.far < word.length ? best.name : null
}

/** `, did you mean "latency"?`, or nothing. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const name = nearest(word, known)
  return name === null ? '' : `, did you mean "${name}"?`
}
