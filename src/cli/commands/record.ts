import { InvalidArgumentError, Option } from 'commander'
import type { AddCommand } from '../command.js'
import type { RecordFlags } from '../record/record.js'

const EXAMPLE = `
Example:
  fallacy record --upstream http://127.0.0.1:9102 --port 9002 --for 10m -o experiments/recorded.yaml`

const port = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text)
  throw new InvalidArgumentError('Expected a port from 0 to 65535.')
}

export const record: AddCommand = (program, terminal) => {
  program
    .command('record')
    .summary('watch real traffic, and write an experiment from it')
    .description(
      'Passes traffic on without a fault and watches it; then writes an experiment whose routes and limits come from ' +
        'what was seen. Nothing of heads or bodies is kept.',
    )
    .requiredOption('--upstream <url>', 'the system that answers')
    .addOption(new Option('--port <n>', 'of 127.0.0.1, where the traffic comes (default: a free one)').argParser(port))
    .option('--for <duration>', 'how long', '60s')
    .option('-o, --output <file>', 'the file to write', 'experiments/recorded.yaml')
    .option('--name <name>', 'of the experiment', 'recorded')
    .addOption(
      new Option('--allow-host <host>', 'a host beyond this network that may be touched (repeatable)').argParser(
        (host: string, before: readonly string[] = []) => [...before, host],
      ),
    )
    .option('--force', 'overwrite the file')
    .addHelpText('after', EXAMPLE)
    .action(async (flags: RecordFlags) => {
      const { record } = await import('../record/record.js')
      await record(flags, terminal)
    })
}
