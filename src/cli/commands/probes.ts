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

const KINDS = {
  active: 'active: looks at the system every so often (every, default 1s)',
  passive: 'passive: watches the traffic that flows through the proxies',
}

const showProbes = async (name: string | undefined, flags: UseFlags, { out, folder }: Terminal): Promise<void> => {
  const { probes } = await import('../../probes/index.js')
  const { usedPlugins } = await import('../used-plugins.js')
  const all = [...probes, ...(await usedPlugins(flags, folder)).probes]
  const { aligned, findItem, flow, itemPage } = await import('../catalogue.js')
  if (name === undefined) {
    out.write(`${aligned(all.map(probe => [probe.name, probe.summary]))}\n\nfallacy probes NAME explains one.\n`)
    return
  }
  const probe = findItem('probe', all, name)
  const typed = (value: string) => (value.startsWith('{') ? `{type: ${probe.name}, ${value.slice(1)}` : value)
  out.write(itemPage(probe, [['kind', KINDS[probe.kind]]], value => typed(flow(value))))
}
