/** The only chance there is. A fork depends on its labels only, never on how much its parent was used. */
export interface Random {
  fork(...labels: readonly (string | number)[]): Random
  /** Uniform in [0, 1). */
  float(): number
  /** True with probability `p`; 0 is never and 1 is always. */
  chance(p: number): boolean
}

/** FNV-1a over UTF-16 code units, finished with murmur3's mixer so that near labels give far seeds. */
const hash = (text: string, seed: number): number => {
  let h = seed ^ 0x811c9dc5
  for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded by 128 bits of a label path. */
const sfc32 = (path: string) => {
  let [a, b, c, d] = [hash(path, 1), hash(path, 2), hash(path, 3), 1]
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let round = 0; round < 12; round++) next()
  return next
}

/** Nothing is computed before it is asked for: many forks never are. */
class Branch implements Random {
  #next: (() => number) | undefined

  constructor(
    readonly parent: Branch | null,
    readonly labels: readonly (string | number)[],
  ) {}

  fork(...labels: readonly (string | number)[]): Random {
    return new Branch(this, labels)
  }

  float(): number {
    this.#next ??= sfc32(this.#path())
    return this.#next()
  }

  chance(p: number): boolean {
    return p > 0 && (p >= 1 || this.float() < p)
  }

  #path(): string {
    const labels = this.labels.map(escaped).join('/')
    return this.parent === null ? labels : `${this.parent.#path()}/${labels}`
  }
}

const escaped = (label: string | number): string =>
  typeof label === 'number' ? String(label) : encodeURIComponent(label)

/** The root of all chance of a run: the same seed gives the same tree. */
export const seeded = (seed: number): Random => new Branch(null, [seed])

/** Goes on as long as it is asked for the same seed; another begins anew. */
export const reseeded = (): ((seed: number) => Random) => {
  let last: { readonly seed: number; readonly random: Random } | null = null
  return seed => {
    if (last?.seed !== seed) last = { seed, random: seeded(seed) }
    return last.random
  }
}
