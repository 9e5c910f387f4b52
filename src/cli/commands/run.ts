import type { Command } from 'commander'
import type { AddCommand } from '../command.js'
import {
  choiceOptions,
  commandsOption,
  jsonOption,
  maxCellsOption,
  quietOption,
  repeatOption,
  resultOptions,
  showSecretsOption,
  startOptions,
  trustOptions,
  withOptions,
  yesOption,
} from '../options.js'
import type { RunFlags } from '../run-flags.js'

const EXAMPLES = `
Examples:
  fallacy run experiments/slow-payments.yaml
  fallacy run experiments --seed 42 -r junit=results.xml
  fallacy run experiments --tag ci --fail-fast
  fallacy run slow.yaml --var rps=50 --json | jq .outcome
  fallacy run --preset slow-3g --target http://127.0.0.1:3000/`

export const run: AddCommand = (program, terminal) => {
  const command = program
    .command('run')
    .summary('run experiments and judge them')
    .description(
      'Runs experiments one after the other: faults go in, and out again whatever happens; then the verdict.',
    )
    .argument('[file...]', 'experiment files, folders, or - for standard input')
    .option('--preset <name>', 'instead of a file: a preset such as slow-3g, on --target')
    .option('--target <url>', 'what is asked under the preset')
  withOptions(command, [
    ...[...startOptions(), ...resultOptions(), jsonOption(), quietOption()],
    ...[...trustOptions(), commandsOption(), maxCellsOption(), yesOption(), showSecretsOption()],
  ])
    .option('--list', 'what would be run, and nothing else')
    .option('--dry-run', 'the plan of what would be run, and nothing else')
    .addOption(repeatOption())
    .option(
      '-x, --fail-fast',
      'end a phase once a limit cannot be kept any more, and run nothing after what does not pass',
    )
    .option('--interactive', 'people take part: they let the first faults in, take notes, and can end it')
    .option('--aa', 'the whole schedule with every fault off: a failure is a false alarm of the limits')
    .option('--allow-inconclusive', 'exit with 0 instead of 3')
    .addHelpText('after', EXAMPLES)
    .action(async (files: readonly string[], flags: RunFlags, command: Command) => {
      if (files.length === 0 && flags.preset === undefined) command.error("error: missing required argument 'file'")
      if (files.length > 0 && flags.preset !== undefined)
        command.error('error: expected a file or --preset, found both')
      if (flags.target !== undefined && flags.preset === undefined) command.error('error: --target needs --preset')
      const { runFiles } = await import('../run-files.js')
      terminal.exit(await runFiles(files, flags, terminal))
    })
  withOptions(command, choiceOptions())
}
