// @ts-check
/**
 * Puts the command into few files, dist/bin/: loading two hundred small modules one by one is most of what a short
 * command takes. Run after tsc; not part of the package. What is imported lazily stays lazy. The packages that every
 * command needs come along, without what of them is not used; what a file is checked with is one file.
 */
import { renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** @type {['$initial']} */
const initial = ['$initial']

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

const CHECKING = [
  /dist[\\/](core|experiment|faults|probes|presets)[\\/]|valibot|js-yaml/,
  /dist[\\/]cli[\\/](validate-files|load|forecast|problem-format)/,
  /dist[\\/]hypothesis[\\/](needed|interval|beta|mover)/,
]

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
  const main = { name: 'main', tags: initial, priority: 1 }
  const checking = { name: 'checking', test: (/** @type {string} */ id) => CHECKING.some(one => one.test(id)) }
  await bundle.write({
    ...{ dir: half, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    // Names that the stack of a bug shows stay. What is read at each start is two thirds of what it was.
    minify: { mangle: { toplevel: false, keepNames: true }, compress: false, codegen: { removeWhitespace: true } },
    codeSplitting: { groups: [main, checking] },
  })
  await bundle.close()
  rmSync(`${dist}bin`, { recursive: true, force: true })
  renameSync(half, `${dist}bin`)
}
