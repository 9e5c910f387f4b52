import { Option } from 'commander'
import type { AddCommand } from '../command.js'
import { maxCellsOption, trustOptions, varOption, withOptions } from '../options.js'
import type { ValidateFlags } from '../validate-files.js'

export const validate: AddCommand = (program, terminal) => {
  const command = program
    .command('validate')
    .summary('check experiment files, run nothing')
    .description('Checks experiment files: all problems at once, each with its place. Nothing is started or touched.')
    .argument('<file...>', 'experiment files, folders, or - for standard input')
    .addOption(
      new Option('--format <name>', 'how problems are shown').choices(['text', 'json', 'github']).default('text'),
    )
  withOptions(command, [varOption(), ...trustOptions(), maxCellsOption()])
    .addHelpText(
      'after',
      '\nExamples:\n  fallacy validate experiments\n  fallacy validate --format github experiments/*.yaml',
    )
    .action(async (files: readonly string[], flags: ValidateFlags) => {
      const { validateFiles } = await import('../validate-files.js')
      await validateFiles(files, flags, terminal)
    })
}
