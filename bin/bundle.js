// @ts-check
/**
 * Puts the command into few files, dist/bin/: loading two hundred small modules one by one is most of what a short
 * command takes. Run after tsc; not part of the package. Packages stay packages, and what is imported lazily stays lazy.
 */
import { renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** Appears by write, then rename. Two levels below the package, as the sources, so that paths to the package hold. */
export async function writeBundle() {
  const half = `${dist}.bin-${process.pid}`
  const bundle = await rolldown({ input: `${dist}cli/main.js`, platform: 'node', external: [/^node:/, /^[a-z@]/] })
  await bundle.write({ dir: half, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' })
  await bundle.close()
  rmSync(`${dist}bin`, { recursive: true, force: true })
  renameSync(half, `${dist}bin`)
}
