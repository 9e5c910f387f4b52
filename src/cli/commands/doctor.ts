import { Option } from 'commander'
import type { AddCommand } from '../command.js'
import type { DoctorFlags } from '../doctor.js'
import { outputDirOption } from '../options.js'

export const doctor: AddCommand = (program, terminal) => {
  program
    .command('doctor')
    .summary('check what a run needs of this machine')
    .description('Checks what a run needs of this machine: Node.js, ports, folders, certificates, timers, targets.')
    .addOption(
      new Option('--target <url>', 'also whether this answers (repeatable)').argParser(
        (url: string, before: readonly string[] = []) => [...before, url],
      ),
    )
    .addOption(outputDirOption('fallacy-report'))
    .addHelpText('after', '\nExamples:\n  fallacy doctor\n  fallacy doctor --target http://127.0.0.1:3000')
    .action(async (flags: DoctorFlags) => {
      const { doctor } = await import('../doctor.js')
      await doctor(flags, terminal)
    })
}
