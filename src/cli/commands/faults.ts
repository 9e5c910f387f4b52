import type { AddCommand } from '../command.js'
import type { Terminal } from '../terminal.js'

export const faults: AddCommand = (program, terminal) => {
  program
    .command('faults')
    .summary('list the faults, or explain one')
    .description('Lists the faults by the fallacy that they test, or explains one with its options and examples.')
    .argument('[name]', 'a fault')
    .addHelpText('after', '\nExamples:\n  fallacy faults\n  fallacy faults latency')
    .action((name: string | undefined) => showFaults(name, terminal))
}

const showFaults = async (name: string | undefined, { out }: Terminal): Promise<void> => {
  const { FALLACIES } = await import('../../core/fault.js')
  const { faults: all } = await import('../../faults/index.js')
  const { showSize } = await import('../../core/units.js')
  const { aligned, findItem, flow, itemPage } = await import('../catalogue.js')
  if (name !== undefined) {
    const fault = findItem('fault', all, name)
    const facts = [
      ['fallacy', fault.fallacy],
      ['protocols', fault.protocols.join(', ')],
      ...(fault.holds > 0 ? [['holds', `bodies of up to ${showSize(fault.holds)}`]] : []),
    ]
    out.write(itemPage(fault, facts, value => `${fault.name}: ${flow(value)}`))
    return
  }
  const width = Math.max(0, ...all.map(fault => fault.name.length))
  for (const fallacy of FALLACIES) {
    const here = all.filter(fault => fault.fallacy === fallacy)
    if (here.length > 0) out.write(`${fallacy}\n${aligned(here.map(f => [f.name.padEnd(width), f.summary]))}\n\n`)
  }
  out.write('fallacy faults NAME explains one.\n')
}
