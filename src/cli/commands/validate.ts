import { Option } from 'commander'
import { EXIT } from '../../core/problem.js'
import type { AddCommand } from '../command.js'
import { anyPorts, type LoadFlags, loadFiles } from '../load.js'
import { maxCellsOption, ownOption, pluginsOption, varOption } from '../options.js'
import type { Terminal } from '../terminal.js'

interface Flags extends LoadFlags {
  readonly format: 'text' | 'json' | 'github'
}

export const validate: AddCommand = (program, terminal) => {
  program
    .command('validate')
    .summary('check experiment files, run nothing')
    .description('Checks experiment files: all problems at once, each with its place. Nothing is started or touched.')
    .argument('<file...>', 'experiment files, folders, or - for standard input')
    .addOption(
      new Option('--format <name>', 'how problems are shown').choices(['text', 'json', 'github']).default('text'),
    )
    .addOption(varOption())
    .addOption(ownOption())
    .addOption(pluginsOption())
    .addOption(maxCellsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  fallacy validate experiments\n  fallacy validate --format github experiments/*.yaml',
    )
    .action((files: readonly string[], flags: Flags) => validateFiles(files, flags, terminal))
}

const validateFiles = async (files: readonly string[], flags: Flags, terminal: Terminal): Promise<void> => {
  const loaded = await loadFiles(files, flags, terminal, anyPorts)
  const { showProblems } = await import('../problem-format.js')
  const { tooFewSamples } = await import('../forecast-advice.js')
  const problems = [...loaded.problems, ...tooFewSamples(loaded.experiments)]
  terminal.out.write(await showProblems(flags.format, { ...loaded, problems }, terminal))
  terminal.exit(loaded.failed ? EXIT.usage : EXIT.pass)
}
