import { Command } from 'commander'
import { version } from '../library/package.js'
import type { AddCommand } from './command.js'
import { ca } from './commands/ca.js'
import { completion } from './commands/completion.js'
import { demo } from './commands/demo.js'
import { diff } from './commands/diff.js'
import { doctor } from './commands/doctor.js'
import { exec } from './commands/exec.js'
import { explain } from './commands/explain.js'
import { faults } from './commands/faults.js'
import { gameday } from './commands/gameday.js'
import { init } from './commands/init.js'
import { plan } from './commands/plan.js'
import { probes } from './commands/probes.js'
import { record } from './commands/record.js'
import { report } from './commands/report.js'
import { run } from './commands/run.js'
import { schema } from './commands/schema.js'
import { stop } from './commands/stop.js'
import { validate } from './commands/validate.js'
import { EXIT_CODES } from './exit-codes.js'
import type { Terminal } from './terminal.js'

const COMMANDS: readonly AddCommand[] = [
  run,
  gameday,
  validate,
  plan,
  report,
  diff,
  exec,
  stop,
  init,
  record,
  doctor,
  demo,
  faults,
  probes,
  explain,
  schema,
  completion,
  ca,
]

const AFTER_HELP = `
Examples:
  fallacy demo                                 an embedded shop, one fault, a verdict, in half a minute
  fallacy validate experiments/*.yaml          check files, run nothing
  fallacy plan experiments/slow.yaml           what would happen, and whether it can decide anything
  fallacy run experiments/slow.yaml --seed 42  run it; the same seed gives the same faults
  fallacy faults latency                       what a fault does and how it is written

${EXIT_CODES}`

export const createProgram = (terminal: Terminal): Command => {
  const program = new Command('fallacy')
    .description('Chaos testing for live HTTP systems: faults in real traffic, and a verdict on what happens.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .option('--color', 'colour the output even where it is no terminal')
    .option('--no-color', 'never colour the output')
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.out.write(text),
      writeErr: text => terminal.err.write(text),
      getOutHelpWidth: () => terminal.out.columns || 100,
      getErrHelpWidth: () => terminal.err.columns || 100,
      getOutHasColors: () => terminal.out.colour,
      getErrHasColors: () => terminal.err.colour,
    })
    .showHelpAfterError('Run with --help to see what there is.')
    .addHelpText('after', AFTER_HELP)
  for (const add of COMMANDS) add(program, terminal)
  return program
}
