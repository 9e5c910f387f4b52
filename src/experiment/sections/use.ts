import * as v from 'valibot'
import { UserError } from '../../core/problem.js'
import type { Catalogue } from '../catalogue.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { loadPlugins, NO_PLUGINS, type Plugins } from '../plugins.js'
import type { Path } from '../yaml/tree.js'

export const useShape = v.array(v.pipe(v.string(), v.minLength(1)))

/** The catalogue with what the file's `use` brings along; null after reporting why the file cannot be read further. */
export const readUse = async (
  sheet: Sheet,
  catalogue: Catalogue,
  { folder, allowed }: { readonly folder: string; readonly allowed: boolean },
): Promise<Catalogue | null> => {
  if (!sheet.has(['use'])) return catalogue
  const names = sheet.read(useShape, ['use'])
  if (names === null) return null
  if (!allowed) return refuse(sheet, names)
  let whole: Catalogue | null = catalogue
  for (const [at, name] of names.entries()) {
    const plugins = await loaded(sheet, ['use', at], name, folder)
    whole = whole && plugins && extended(sheet, ['use', at], whole, plugins)
  }
  return whole
}

/** A file says what is to run, but only its user lets it run inside this process. */
const refuse = (sheet: Sheet, names: readonly string[]): null => {
  sheet.report({
    code: CODES.plugins,
    path: ['use'],
    on: 'key',
    message: `the file uses code of its own (${names.join(', ')}), which is not loaded unless you allow it`,
    hints: ['read that code, then allow it with --allow-plugins; the rest of the file is not checked without it'],
  })
  return null
}

const loaded = async (sheet: Sheet, path: Path, name: string, folder: string): Promise<Plugins | null> => {
  try {
    return await loadPlugins(name, folder)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    sheet.report({ code: CODES.noPlugin, path, message: error.message, hints: error.hints })
    return null
  }
}

/** No plug-in may take the name of another: what a file says must mean one thing. */
const extended = (sheet: Sheet, path: Path, catalogue: Catalogue, plugins: Plugins): Catalogue | null => {
  const { faults, probes, formats, reporters = NO_PLUGINS.reporters } = catalogue
  const known = { faults, probes, reporters: [...reporters, ...formats.map(name => ({ name }))] }
  const taken = (['faults', 'probes', 'reporters'] as const).flatMap(kind =>
    plugins[kind].filter(({ name }) => known[kind].some(other => other.name === name)).map(({ name }) => name),
  )
  if (taken.length > 0) {
    sheet.report({ code: CODES.duplicate, path, message: `there is already one named ${taken.join(', ')}` })
    return null
  }
  const written = plugins.reporters.filter(({ file }) => file !== null)
  return {
    faults: [...faults, ...plugins.faults],
    probes: [...probes, ...plugins.probes],
    formats: [...formats, ...written.map(({ name }) => name)],
    reporters: [...reporters, ...plugins.reporters],
  }
}
