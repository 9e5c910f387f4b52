import { EXIT } from '../core/problem.js'
import { tooFewSamples } from './forecast-advice.js'
import { anyPorts, type LoadFlags, loadFiles, startingNothing } from './load.js'
import { type ProblemFormat, showProblems } from './problem-format.js'
import type { Terminal } from './terminal.js'

export interface ValidateFlags extends LoadFlags {
  readonly format: ProblemFormat
}

/** Shows every problem of the files on stdout, as `format` wants them; starts nothing. */
export const validateFiles = async (
  files: readonly string[],
  flags: ValidateFlags,
  terminal: Terminal,
): Promise<void> => {
  const loaded = await loadFiles(files, startingNothing(flags), terminal, anyPorts)
  const problems = [...loaded.problems, ...tooFewSamples(loaded.experiments)]
  terminal.out.write(await showProblems(flags.format, { ...loaded, problems }, terminal))
  terminal.exit(loaded.failed ? EXIT.usage : EXIT.pass)
}
