import type { AddCommand } from '../command.js'
import { useOption } from '../options.js'
import type { UseFlags } from '../used-plugins.js'

export const schema: AddCommand = (program, terminal) => {
  program
    .command('schema')
    .summary('print the JSON Schema of experiment files')
    .description('Prints the JSON Schema (draft-07) of experiment files, for editors and other tools.')
    .addOption(useOption())
    .addHelpText(
      'after',
      '\nExamples:\n  fallacy schema > experiment.schema.json\n  fallacy schema --use ./faults.js > experiment.schema.json',
    )
    .action(async (flags: UseFlags) => {
      const { schemaText } = await import('../schema-text.js')
      const { usedPlugins } = await import('../used-plugins.js')
      terminal.out.write(schemaText(await usedPlugins(flags, terminal.folder)))
    })
}
