import { Option } from 'commander'
import type { AddCommand } from '../command.js'
import type { ExecFlags } from '../exec-file.js'
import { commandsOption, startOptions, trustOptions, withOptions, yesOption } from '../options.js'

const EXAMPLES = `
Examples:
  fallacy exec slow-payments.yaml -- node server.js
  fallacy exec slow-payments.yaml --fault cut -- curl https://api.payments.test/v1/charges`

export const exec: AddCommand = (program, terminal) => {
  const command = program
    .command('exec')
    .summary("run a command behind a file's forward proxy, under its faults")
    .description(
      "Runs a command whose requests go through the file's forward proxy. The services of the file are started first; " +
        'its faults are in force as long as the command runs. Nothing is judged: the exit code is that of the command.',
    )
    .argument('<file>', 'an experiment file')
    .usage('[options] <file> -- <command...>')
    .argument('[command...]', 'after --: the program and its arguments')
    .addOption(new Option('--through <id>', 'the forward proxy, where the file has several'))
    .addOption(
      new Option('--fault <id>', 'only this fault (repeatable)').argParser(
        (id: string, before: readonly string[] = []) => [...before, id],
      ),
    )
  withOptions(command, [...startOptions(), ...trustOptions(), commandsOption(), yesOption()])
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, command: readonly string[], flags: ExecFlags) => {
      const { execFile } = await import('../exec-file.js')
      terminal.exit(await execFile(file, command, flags, terminal))
    })
}
