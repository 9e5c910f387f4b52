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
  name.startsWith('node:') || (/^[a-z@]/.test(name) && !/^(valibot|js-yaml|commander)$/.test(name))

/** Appears by write, then rename. Two levels below the package, as the sources, so that paths to the package hold. */
export async function writeBundle() {
  const half = `${dist}.bin-${process.pid}`
  const bundle = await rolldown({ input: `${dist}cli/main.js`, platform: 'node', external: isExternal })
  // Without main.js, which waits for the command: what is imported meanwhile must not wait for main.js.
  const starting = { name: 'starting', tags: initial, test: /(?<!cli[\\/]main\.js)$/, priority: 1 }
  const checking = { name: 'checking', test: /dist[\\/](core|experiment|faults|probes)[\\/]|valibot|js-yaml/ }
  await bundle.write({
    ...{ dir: half, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    // Names stay, for the stack of a bug; comments are a quarter of what would be read at each start.
    minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
    codeSplitting: { groups: [starting, checking] },
  })
  await bundle.close()
  rmSync(`${dist}bin`, { recursive: true, force: true })
  renameSync(half, `${dist}bin`)
}
