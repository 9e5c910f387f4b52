import { Option } from 'commander'
import type { AddCommand } from '../command.js'
import type { InitFlags } from '../init/answers.js'

const EXAMPLES = `
Examples:
  fallacy init
  fallacy init --target http://127.0.0.1:3000 --dependency http://127.0.0.1:9102 --ci github --yes`

export const init: AddCommand = (program, terminal) => {
  program
    .command('init')
    .summary('write a first experiment, and a job for CI')
    .description('Asks four things and writes an experiment, a job for CI, and a line of .gitignore.')
    .argument('[folder]', 'where to', '.')
    .option('--target <url>', 'what your users see')
    .option('--dependency <url>', 'something that it depends on; the fault comes between the two')
    .addOption(new Option('--ci <kind>', 'whose job to write').choices(['github', 'gitlab', 'none']))
    .option('--name <name>', 'of the experiment (default: first)')
    .option('-y, --yes', 'ask nothing, take the defaults')
    .option('--force', 'overwrite files that are there')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, flags: InitFlags) => {
      const { init } = await import('../init/init.js')
      await init(folder, flags, terminal)
    })
}
