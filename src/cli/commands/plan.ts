import type { AddCommand } from '../command.js'
import type { LoadFlags } from '../load.js'
import { commandsOption, maxCellsOption, trustOptions, varOption, withOptions } from '../options.js'

export const plan: AddCommand = (program, terminal) => {
  const command = program
    .command('plan')
    .summary('what a run would do, and whether it can decide anything')
    .description(
      'Shows what a run would do: phases, faults, hosts touched, and whether each hypothesis can be decided.',
    )
    .argument('<file...>', 'experiment files, folders, or - for standard input')
  withOptions(command, [varOption(), ...trustOptions(), commandsOption(), maxCellsOption()])
    .addHelpText('after', '\nExample:\n  fallacy plan experiments/slow-payments.yaml --var rps=50')
    .action(async (files: readonly string[], flags: LoadFlags) => {
      const { showPlans } = await import('../show-plans.js')
      await showPlans(files, flags, terminal)
    })
}
