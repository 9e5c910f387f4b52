import type { AddCommand } from '../command.js'
import type { StopFlags } from '../stop-runs.js'

export const stop: AddCommand = (program, terminal) => {
  program
    .command('stop')
    .summary('halt every run of this user, and refuse new ones')
    .description(
      'Halts every run of this user, wherever it was started: faults go off at once, reports are written, the exit code ' +
        'is 4. New runs are refused until --resume.',
    )
    .option('--resume', 'let runs start again')
    .option('--why <text>', 'what whoever is refused is told')
    .addHelpText('after', '\nExamples:\n  fallacy stop --why "incident 4711"\n  fallacy stop --resume')
    .action(async (flags: StopFlags) => {
      const { stopRuns } = await import('../stop-runs.js')
      await stopRuns(flags, terminal)
    })
}
