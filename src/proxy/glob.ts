type Part = { readonly is: string } | '*' | '**'

/**
 * `*` stands for any characters but `/`, `**` for any characters; all else is literal. A match costs at most
 * text × pattern steps, whatever the pattern: all positions in it are carried along at once.
 */
export const glob = (pattern: string): ((text: string) => boolean) => {
  if (!pattern.includes('*')) return text => text === pattern
  const parts: Part[] = (pattern.match(/\*{2,}|\*|[^*]/gs) ?? []).map(part => {
    if (part.startsWith('**')) return '**'
    return part === '*' ? '*' : { is: part }
  })
  const prefix = pattern.slice(0, pattern.indexOf('*'))
  return text => {
    if (!text.startsWith(prefix)) return false
    let here = reach(parts, [0])
    for (const char of text.split('')) {
      here = reach(parts, step(parts, here, char))
      if (here.length === 0) return false
    }
    return here.includes(parts.length)
  }
}

const step = (parts: readonly Part[], here: readonly number[], char: string): number[] => {
  const there: number[] = []
  for (const at of here) {
    const part = parts[at]
    if (part === undefined) continue
    if (part === '**' || (part === '*' && char !== '/')) there.push(at)
    else if (typeof part === 'object' && part.is === char) there.push(at + 1)
  }
  return there
}

/** A star may stand for nothing: the position after it is reached too. */
const reach = (parts: readonly Part[], from: readonly number[]): number[] => {
  const all = new Set<number>()
  for (let at of from) {
    all.add(at)
    while (typeof parts[at] === 'string') all.add(++at)
  }
  return [...all]
}
