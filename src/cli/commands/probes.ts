import type { AddCommand } from '../command.js'
import { useOption } from '../options.js'
import type { Terminal } from '../terminal.js'
import type { UseFlags } from '../used-plugins.js'

export const probes: AddCommand = (program, terminal) => {
  program
    .command('probes')
    .summary('list the probes, or explain one')
    .description('Lists the probes, or explains one with its options and examples.')
    .argument('[name]', 'a type of probe')
    .addOption(useOption())
    .addHelpText('after', '\nExamples:\n  fallacy probes\n  fallacy probes http')
    .action((name: string | undefined, flags: UseFlags) => showProbes(name, flags, terminal))
}

const showProbes = async (name: string | undefined, flags: UseFlags, { out, folder }: Terminal): Promise<void> => {
  const { probes } = await import('../../probes/index.js')
  const { usedPlugins } = await import('../used-plugins.js')
  const all = [...probes, ...(await usedPlugins(flags, folder)).probes]
  const { aligned, findItem } = await import('../catalogue.js')
  const { probePage } = await import('../pages.js')
  if (name === undefined) {
    out.write(`${aligned(all.map(probe => [probe.name, probe.summary]))}\n\nfallacy probes NAME explains one.\n`)
    return
  }
  out.write(probePage(findItem('probe', all, name)))
}
