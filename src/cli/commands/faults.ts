import type { AddCommand } from '../command.js'
import { useOption } from '../options.js'
import type { Terminal } from '../terminal.js'
import type { UseFlags } from '../used-plugins.js'

export const faults: AddCommand = (program, terminal) => {
  program
    .command('faults')
    .summary('list the faults, or explain one')
    .description('Lists the faults by the fallacy that they test, or explains one with its options and examples.')
    .argument('[name]', 'a fault')
    .addOption(useOption())
    .addHelpText('after', '\nExamples:\n  fallacy faults\n  fallacy faults latency')
    .action((name: string | undefined, flags: UseFlags) => showFaults(name, flags, terminal))
}

const showFaults = async (name: string | undefined, flags: UseFlags, { out, folder }: Terminal): Promise<void> => {
  const { FALLACIES } = await import('../../core/fallacy.js')
  const { faults } = await import('../../faults/index.js')
  const { presetFaults } = await import('../../presets/index.js')
  const { usedPlugins } = await import('../used-plugins.js')
  const all = [...faults, ...(await usedPlugins(flags, folder)).faults]
  const { aligned, findItem } = await import('../catalogue.js')
  const { faultPage } = await import('../pages.js')
  const presets = presetFaults(all)
  if (name !== undefined) {
    out.write(faultPage(findItem('fault', [...all, ...presets], name)))
    return
  }
  const width = Math.max(0, ...[...all, ...presets].map(fault => fault.name.length))
  for (const fallacy of FALLACIES) {
    const here = all.filter(fault => fault.fallacy === fallacy)
    if (here.length > 0) out.write(`${fallacy}\n${aligned(here.map(f => [f.name.padEnd(width), f.summary]))}\n\n`)
  }
  out.write(
    `Presets: several at once, named like one\n${aligned(presets.map(f => [f.name.padEnd(width), f.summary]))}\n\n`,
  )
  out.write('fallacy faults NAME explains one.\n')
}
