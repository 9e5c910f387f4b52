import type { Plugins } from '../experiment/plugins.js'

/** The options of commands that only tell what there is: who names a module there lets it run. */
export interface UseFlags {
  readonly use?: readonly string[]
}

/** All that the modules of `--use` bring along. */
export const usedPlugins = async ({ use = [] }: UseFlags, folder: string): Promise<Plugins> => {
  const { loadPlugins } = await import('../experiment/plugins.js')
  const loaded = await Promise.all(use.map(name => loadPlugins(name, folder)))
  return {
    faults: loaded.flatMap(({ faults }) => faults),
    probes: loaded.flatMap(({ probes }) => probes),
    reporters: loaded.flatMap(({ reporters }) => reporters),
  }
}
