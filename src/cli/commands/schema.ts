import { readFileSync } from 'node:fs'
import { inPackage } from '../../library/package.js'
import type { AddCommand } from '../command.js'

export const schema: AddCommand = (program, terminal) => {
  program
    .command('schema')
    .summary('print the JSON Schema of experiment files')
    .description('Prints the JSON Schema (draft-07) of experiment files, for editors and other tools.')
    .addHelpText('after', '\nExample:\n  fallacy schema > experiment.schema.json')
    .action(() => terminal.out.write(readFileSync(inPackage('dist/schema/experiment.v1.json'), 'utf8')))
}
