import type { AddCommand } from '../command.js'
import { jsonOption, outputDirOption, seedOption } from '../options.js'
import type { DemoFlags } from '../show-demo.js'

export const demo: AddCommand = (program, terminal) => {
  program
    .command('demo')
    .summary('an embedded shop, one fault, a verdict')
    .description('Runs the first experiment on the embedded shop: real processes, no network beyond this machine.')
    .option('--broken', 'the careless shop: the same fault, and a hypothesis fails')
    .addOption(jsonOption())
    .addOption(seedOption())
    .addOption(outputDirOption('fallacy-report'))
    .addHelpText('after', '\nExamples:\n  fallacy demo\n  fallacy demo --broken')
    .action(async (flags: DemoFlags) => {
      const { showDemo } = await import('../show-demo.js')
      await showDemo(flags, terminal)
    })
}
