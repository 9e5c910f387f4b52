import { InvalidArgumentError, Option } from 'commander'
import { parsePercent } from '../../core/units.js'
import type { AddCommand } from '../command.js'
import { outputDirOption } from '../options.js'
import type { DiffFlags } from '../show-diff.js'

const share = (text: string): number => {
  const found = parsePercent(text)
  if (found === null) throw new InvalidArgumentError('Expected a percentage such as 10%.')
  return found
}

export const diff: AddCommand = (program, terminal) => {
  program
    .command('diff')
    .summary('compare a run with an earlier one')
    .description(
      'Compares a run with an earlier one, or with a report.json that was kept: verdicts, latencies and error rates, ' +
        'with the intervals of their change. The exit code is 1 when it is worse.',
    )
    .argument('<before>', 'the folder of a run, its events.ndjson, a report.json, or latest')
    .argument('<after>', 'the run that is compared with it')
    .addOption(new Option('--format <name>', 'how it is shown').choices(['text', 'json']).default('text'))
    .addOption(
      new Option('--tolerance <share>', 'a latency may change by this much, an error rate by one point')
        .argParser(share)
        .default(0.1, '10%'),
    )
    .addOption(outputDirOption('fallacy-report'))
    .addHelpText('after', '\nExample:\n  fallacy diff .fallacy/baseline.json latest')
    .action(async (before: string, after: string, flags: DiffFlags) => {
      const { showDiff } = await import('../show-diff.js')
      await showDiff(before, after, flags, terminal)
    })
}
