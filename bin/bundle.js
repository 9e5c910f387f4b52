// @ts-check
/**
 * Puts the command into few files, dist/bin/: loading two hundred small modules one by one is most of what a short
 * command takes. Run after tsc; not part of the package. What is imported lazily stays lazy. The packages that every
 * command needs come along, without what of them is not used.
 */
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** @type {['$initial']} */
const initial = ['$initial']

/** What these need, and the files before them did not, is one file. */
const FILES = { checking: 'cli/validate-files.js', running: 'cli/run-files.js', telling: 'cli/rendering.js' }

/** @param {string} name */
const isExternal = name =>
  name.startsWith('node:') || (/^[a-z@]/.test(name) && !/^(valibot|js-yaml|commander|chalk)$/.test(name))

/** Commander starts programs only for commands that are files of their own; ours are none. */
const startsNothing = {
  name: 'starts-nothing',
  transform: {
    filter: { id: /commander[\\/]lib[\\/]command\.js$/ },
    /** @param {string} code */
    handler: code => code.replace(/require\('(node:)?child_process'\)/, '{}'),
  },
}

/** @typedef {(id: string) => { importedIds: string[] } | null} ModuleInfo */

/** A module and all that it imports, but not lazily. @param {string} id @param {ModuleInfo} info @param {Set<string>} found */
const needsOf = (id, info, found = new Set()) => {
  if (!found.has(id))
    for (const imported of info(found.add(id) && id)?.importedIds ?? []) needsOf(imported, info, found)
  return found
}

const grouped = () => {
  /** @type {Map<string, string>} */
  const files = new Map()
  /** @param {string} id @param {{ getModuleInfo: ModuleInfo }} context */
  return (id, context) => {
    if (files.size === 0)
      for (const [file, entry] of Object.entries(FILES))
        for (const needed of needsOf(join(dist, entry), id => context.getModuleInfo(id)))
          if (!files.has(needed)) files.set(needed, file)
    return files.get(id)
  }
}

/** Appears by write, then rename. Two levels below the package, as the sources, so that paths to the package hold. */
export async function writeBundle() {
  const half = `${dist}.bin-${process.pid}`
  const bundle = await rolldown({
    input: `${dist}cli/main.js`,
    platform: 'node',
    external: isExternal,
    plugins: [startsNothing],
    preserveEntrySignatures: 'allow-extension',
  })
  await bundle.write({
    ...{ dir: half, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    // Names that the stack of a bug shows stay. What is read at each start is two thirds of what it was.
    minify: { mangle: { toplevel: false, keepNames: true }, compress: false, codegen: { removeWhitespace: true } },
    codeSplitting: {
      groups: [
        { name: 'main', tags: initial, priority: 1 },
        { name: grouped(), debugName: 'grouped' },
      ],
    },
  })
  await bundle.close()
  rmSync(`${dist}bin`, { recursive: true, force: true })
  renameSync(half, `${dist}bin`)
}
