import type { AddCommand } from '../command.js'
import {
  commandsOption,
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
  fallacy gameday checkout.yaml
  fallacy gameday checkout.yaml --aa     a rehearsal: everything but the faults`

export const gameday: AddCommand = (program, terminal) => {
  const command = program
    .command('gameday')
    .summary('run an experiment with people in it')
    .description(
      'Runs one experiment with the people of its gameday section: a checklist and predictions before the first fault, ' +
        'notes while it lasts, a page for the room, and a halt that needs no confirmation.',
    )
    .argument('<file>', 'an experiment file with a gameday section')
  withOptions(command, [
    ...[...startOptions(), ...resultOptions(), ...trustOptions()],
    ...[commandsOption(), yesOption(), showSecretsOption()],
  ])
    .option('--aa', 'a rehearsal: the whole schedule with every fault off')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: RunFlags) => {
      const { runFiles } = await import('../run-files.js')
      terminal.exit(await runFiles([file], { ...flags, gameDay: true }, terminal))
    })
}
