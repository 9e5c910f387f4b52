import { fileURLToPath } from 'node:url'

/** The program that `sample: NAME` starts with that name; the same path from src/, dist/ and the bundled command. */
export const SAMPLE_PROGRAM = fileURLToPath(new URL('../../dist/sample/main.js', import.meta.url))
