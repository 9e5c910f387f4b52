import { fileURLToPath } from 'node:url'
import { isSampleSetting } from '../sample/names.js'

/** The program that `sample: NAME` starts with that name; the same path from src/, dist/ and the bundled command. */
export const SAMPLE_PROGRAM = fileURLToPath(new URL('../../dist/sample/main.js', import.meta.url))

/** The variables that no service of the shop reads: such as NODE_OPTIONS, they could make it load code. */
export const strangeTo = (variables: readonly string[]): readonly string[] =>
  variables.filter(name => !isSampleSetting(name))
