import type { Node } from './tree.js'

/** A node, and how many nodes it is once its aliases are written out. */
export interface Sized {
  readonly node: Node
  readonly size: number
}

const MAX_ALIASES = 100
/** Nodes that all aliases together may stand for: more is a YAML bomb. */
const MAX_EXPANSION = 10_000

/** The anchors of a document, and what its aliases may cost. */
export class Anchors {
  readonly #named = new Map<string, Sized>()
  #aliases = 0
  #expansion = 0

  set(name: string, sized: Sized): void {
    this.#named.set(name, sized)
  }

  /** What the alias stands for, or why it may not. An anchor counts once it is complete, so nothing contains itself. */
  resolve(name: string): Sized | string {
    const anchored = this.#named.get(name)
    if (!anchored) return `there is no anchor &${name} before this alias`
    this.#aliases += 1
    this.#expansion += anchored.size
    if (this.#aliases > MAX_ALIASES) return `expected at most ${MAX_ALIASES} aliases`
    return this.#expansion > MAX_EXPANSION ? 'aliases stand for too much data' : anchored
  }
}
