import { resolve } from 'node:path'
import { UserError } from '../core/problem.js'
import type { Reporter } from '../core/reporter.js'
import { reporters } from '../reporters/index.js'

/** A format that a run is written in, and where; null is the format's own file in the run's folder. */
export interface ChosenFormat {
  readonly reporter: Reporter
  readonly path: string | null
}

/** The reporter of that name; throws a UserError that lists what there is. */
export const findReporter = (name: string): Reporter => {
  const found = reporters.find(reporter => reporter.name === name)
  if (found !== undefined) return found
  throw new UserError(`there is no report format named "${name}"`, {
    hints: [`there are: ${reporters.map(reporter => reporter.name).join(', ')}`],
  })
}

/** The file's own formats and those of `--reporter NAME[=PATH]`, which are added; `none` drops the file's. */
export const chooseFormats = (
  ofFile: readonly string[],
  flags: readonly string[],
  folder: string,
): readonly ChosenFormat[] => {
  const names = [...(flags.includes('none') ? [] : ofFile), ...flags.filter(flag => flag !== 'none')]
  return [...new Set(names)].map(flag => {
    const [name = '', path] = flag.split(/=(.*)/s)
    return { reporter: findReporter(name), path: path === undefined ? null : resolve(folder, path) }
  })
}
