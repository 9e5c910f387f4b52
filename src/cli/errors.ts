import { CommanderError } from 'commander'
import { inert } from '../core/inert.js'
import { machineTrouble } from '../core/machine-trouble.js'
import { EXIT, UserError } from '../core/problem.js'
import { renderProblems } from './frame.js'

/** What a failed command says on stderr, and its exit code. */
export interface Failure {
  readonly text: string
  readonly code: number
}

/** A command line that commander has explained already, something that the user or the machine can mend, a bug of ours. */
export const explain = (error: unknown): Failure => {
  if (error instanceof CommanderError) return { text: '', code: error.exitCode === 0 ? EXIT.pass : EXIT.usage }
  const known = error instanceof UserError ? error : machineTrouble(error)
  if (known !== null) return { text: userMessage(known), code: EXIT[known.exit] }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { text: `${stack}\n\nThis is a bug in fallacy: please report it with the lines above.\n`, code: EXIT.bug }
}

const userMessage = ({ message, hints, problems }: UserError): string =>
  [
    ...(problems.length > 0 ? [renderProblems(problems, new Map())] : []),
    `error: ${inert(message)}`,
    ...hints.map(hint => `  = ${inert(hint)}`),
    '',
  ].join('\n')
