import type { AddCommand } from '../command.js'
import { outputDirOption } from '../options.js'
import type { ReportFlags } from '../show-report.js'

export const report: AddCommand = (program, terminal) => {
  program
    .command('report')
    .summary('render the report of a run again')
    .description('Renders the report of a run again from its journal, also of one that died before its end.')
    .argument('[run]', 'the folder of a run, or its events.ndjson', 'latest')
    .option(
      '--format <name>',
      'the format to print: text, json, html, ..., or the path of a reporter of your own',
      'text',
    )
    .option('--write', "write the run's files again instead of printing")
    .option('--open', 'write the page for people and, on a terminal, show it in the browser')
    .addOption(outputDirOption('fallacy-report'))
    .addHelpText(
      'after',
      '\nExamples:\n  fallacy report\n  fallacy report latest --format json | jq .outcome\n  fallacy report --open',
    )
    .action(async (run: string, flags: ReportFlags) => {
      const { showReport } = await import('../show-report.js')
      await showReport(run, flags, terminal)
    })
}
