import * as v from 'valibot'
import { duration } from '../../core/options.js'
import { argv } from '../../core/program-options.js'
import type { Sheet } from '../check/sheet.js'
import type { HookSpec, Hooks } from '../experiment.js'
import { count, doc } from './shapes.js'

const hook = v.strictObject({
  run: doc(argv, 'A program and its arguments; there is no shell.'),
  timeout: doc(
    v.optional(v.pipe(duration, v.minValue(1, 'expected more than 0s')), '60s'),
    'How long one try may take.',
  ),
  retries: doc(v.optional(count, 0), 'How often it is tried again.'),
})

export const hooksShape = v.strictObject({
  before: doc(v.optional(v.array(hook), []), 'Run before anything else is started; where one fails nothing is.'),
  cleanup: doc(v.optional(v.array(hook), []), 'Run after the faults are off, however the run ends.'),
})

export const readHooks = (sheet: Sheet): Hooks => {
  const read = sheet.has(['hooks']) ? sheet.read(hooksShape, ['hooks']) : null
  const { before, cleanup } = read ?? v.parse(hooksShape, {})
  return { before: before.map(specOf), cleanup: cleanup.map(specOf) }
}

const specOf = ({ run, timeout, retries }: v.InferOutput<typeof hook>): HookSpec => ({
  command: run,
  timeoutMs: timeout,
  retries,
})
