import { resolve } from 'node:path'
import { UserError } from '../core/problem.js'
import type { Reporter } from '../core/reporter.js'
import { didYouMean } from '../experiment/nearest.js'
import { reporters } from '../reporters/index.js'

/** A format that a run is written in, and where; null is the format's own file in the run's folder. */
export interface ChosenFormat {
  readonly reporter: Reporter
  readonly path: string | null
}

/** What a file asks for, and the reporters that it brings along. */
export interface FileFormats {
  readonly formats: readonly string[]
  readonly reporters: readonly Reporter[]
}

/** The reporter of that name; throws a UserError that lists what there is. */
export const findReporter = (name: string, own: readonly Reporter[] = []): Reporter => {
  const all = [...reporters, ...own]
  const found = all.find(reporter => reporter.name === name)
  if (found !== undefined) return found
  const names = all.map(reporter => reporter.name)
  throw new UserError(`there is no report format named "${name}"${didYouMean(name, names)}`, {
    hints: [`there are: ${names.join(', ')}; or give the path of a module, as ./csv.js`],
  })
}

/** A name, or a module of the user's own: a path, or a package found from `folder`. */
export const reporterOf = async (name: string, folder: string, own: readonly Reporter[] = []): Promise<Reporter> => {
  if (/^[\w-]+$/.test(name)) return findReporter(name, own)
  const { loadPlugins } = await import('../experiment/plugins.js')
  const [only, ...more] = (await loadPlugins(name, folder)).reporters
  if (only !== undefined && more.length === 0) return only
  throw new UserError(`expected one reporter in ${name}, found ${only === undefined ? 'none' : more.length + 1}`)
}

/** The file's own formats and those of `--reporter NAME|PATH[=OUT]`, which are added; `none` drops the file's. */
export const chooseFormats = async (
  { formats, reporters: own }: FileFormats,
  flags: readonly string[],
  folder: string,
): Promise<readonly ChosenFormat[]> => {
  const names = [...(flags.includes('none') ? [] : formats), ...flags.filter(flag => flag !== 'none')]
  return Promise.all(
    [...new Set(names)].map(async flag => {
      const [name = '', path] = flag.split(/=(.*)/s)
      return { reporter: await reporterOf(name, folder, own), path: path === undefined ? null : resolve(folder, path) }
    }),
  )
}
