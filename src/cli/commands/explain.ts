import type { AddCommand } from '../command.js'

export const explain: AddCommand = (program, terminal) => {
  program
    .command('explain')
    .summary('explain a code, a fault, a probe, a measure, or the exit codes')
    .description('Explains a code of a problem, a fault, a probe, a measure, or the exit codes.')
    .argument('[subject]', 'such as E121, latency, errorRate, exit-codes')
    .option('--all', 'everything, on one page')
    .addHelpText('after', '\nExamples:\n  fallacy explain E121\n  fallacy explain latency.p95\n  fallacy explain --all')
    .action(async (subject: string | undefined, flags: { readonly all?: boolean }) => {
      const { explanation, subjects } = await import('../explain/explain.js')
      if (subject === undefined && !flags.all) terminal.out.write(`${subjects().join('\n')}\n`)
      else terminal.out.write(explanation(flags.all ? null : (subject ?? null)))
    })
}
