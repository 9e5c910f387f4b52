import { EXIT } from '../core/problem.js'
import { renderProblems } from './frame.js'
import { anyPorts, type LoadFlags, loadFiles, startingNothing } from './load.js'
import { paint } from './paint.js'
import { planText } from './plan-text.js'
import type { Terminal } from './terminal.js'

/** The plan of each file; problems go to stderr, and with an error nothing is planned. */
export const showPlans = async (names: readonly string[], flags: LoadFlags, terminal: Terminal): Promise<void> => {
  const { experiments, problems, failed, sources } = await loadFiles(names, startingNothing(flags), terminal, anyPorts)
  if (problems.length > 0) terminal.err.write(await paint(renderProblems(problems, sources), terminal.err))
  if (failed) return terminal.exit(EXIT.usage)
  terminal.out.write(await paint(experiments.map(one => planText(one, flags)).join('\n'), terminal.out))
}
