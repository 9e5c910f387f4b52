import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A path inside the package, the same from `src/` and from `dist/`. */
export const inPackage = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** From package.json. */
export const version = (): string =>
  /"version": *"([^"]+)"/.exec(readFileSync(inPackage('package.json'), 'utf8'))?.[1] ?? 'unknown'
