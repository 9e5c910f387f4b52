import { readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Problem } from '../core/problem.js'
import { CODES } from './codes.js'
import { problemOf } from './problems.js'
import { type Meeting, merged, shifted } from './yaml/merge.js'
import { parseYaml } from './yaml/parse.js'
import { joined, type Source } from './yaml/source.js'
import { type MapNode, type Node, showPath } from './yaml/tree.js'

/** A file and what it imports, as one tree whose places lead to the files they are in. */
export interface Document {
  readonly source: Source
  /** Null where one of the files could not be read or parsed. */
  readonly root: MapNode | null
  readonly problems: readonly Problem[]
  /** The text of each file by its name, that of the document itself first. */
  readonly texts: ReadonlyMap<string, string>
}

const MAX_FILES = 32
/** What a file says of itself, and any other may say as well. */
const OF_EACH_FILE: ReadonlySet<string> = new Set(['version', '$schema'])

/** Reads a file with its imports: in order, then the file itself, whose keys win over theirs. */
export const readDocument = (file: string, text: string | Uint8Array, folder: string): Document => {
  const reader = new Reader()
  const root = reader.read({ file, path: resolve(folder, basename(file)), folder, text }, [])
  const { source, problems, sources } = reader
  const texts = new Map(sources.map(({ file, text }) => [file, text]))
  return { source, root: problems.length > 0 ? null : root, problems, texts }
}

interface Part {
  /** As it is shown, relative to where the user named the first one from. */
  readonly file: string
  readonly path: string
  readonly folder: string
  readonly text: string | Uint8Array
}

class Reader {
  readonly problems: Problem[] = []
  readonly sources: Source[] = []
  readonly source = joined(this.sources)
  readonly #known = new Map<string, MapNode | null>()

  /** Each file is read once: what two others import of it is one and the same. */
  read(part: Part, importers: readonly Part[]): MapNode | null {
    const known = this.#known.get(part.path)
    if (known !== undefined) return known
    const parsed = parseYaml(part.file, part.text)
    const own = parsed.ok ? shifted(parsed.root, this.source.text.length) : null
    this.sources.push(parsed.source)
    if (!parsed.ok) this.problems.push(...parsed.problems)
    const root = own && this.#withImports(own, [...importers, part])
    this.#known.set(part.path, root)
    return root
  }

  #withImports(own: MapNode, chain: readonly Part[]): MapNode {
    const imports = own.entries.get('imports')?.value
    let base: MapNode = { ...own, entries: new Map() }
    for (const item of imports?.kind === 'list' ? imports.items : []) {
      const found = this.#import(item, chain)
      if (found) base = merged(base, withoutImports(found), this.#clash)
    }
    return merged(base, own)
  }

  /** Null where there is a problem; what is no text is one of the shape, and told there. */
  #import(item: Node, chain: readonly Part[]): MapNode | null {
    const importer = chain.at(-1)
    if (item.kind !== 'scalar' || typeof item.value !== 'string' || importer === undefined) return null
    const path = resolve(importer.folder, item.value)
    const file = join(dirname(importer.file), item.value)
    const circle = [...chain, { file, path }].map(({ file }) => file).join(' -> ')
    if (chain.some(part => part.path === path)) return this.#refuse(item, `these import each other: ${circle}`)
    if (this.sources.length >= MAX_FILES) return this.#refuse(item, `expected at most ${MAX_FILES} files in all`)
    const text = textOf(path)
    if (text === null) return this.#refuse(item, `${file} cannot be read`)
    return this.read({ file, path, folder: dirname(path), text }, chain)
  }

  #refuse({ span }: Node, message: string): null {
    this.problems.push(problemOf({ code: CODES.noImport, message, span, path: ['imports'] }, this.source))
    return null
  }

  readonly #clash: Meeting = (path, under, over) => {
    if (OF_EACH_FILE.has(String(path[0]))) return
    const [first, second] = [this.source.place(under.key).file, this.source.place(over.key).file]
    const message = `key ${showPath(path)} is defined in both ${first} and ${second}`
    const related = { span: under.key, label: 'first here' }
    this.problems.push(problemOf({ code: CODES.duplicate, message, span: over.key, path, related }, this.source))
  }
}

const withoutImports = (map: MapNode): MapNode => {
  const entries = new Map(map.entries)
  entries.delete('imports')
  return { ...map, entries }
}

const textOf = (path: string): Uint8Array | null => {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}
