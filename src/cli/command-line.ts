import { explain } from './errors.js'
import { hoistCommand } from './hoist.js'
import { paint } from './paint.js'
import { createProgram } from './program.js'
import type { Terminal } from './terminal.js'

/** Runs one command line to its end and sets its exit code; never rejects. */
export const runCommandLine = async (args: readonly string[], terminal: Terminal): Promise<void> => {
  try {
    const program = createProgram(terminal)
    await program.parseAsync(hoistCommand(args, program), { from: 'user' })
  } catch (error) {
    const { text, code } = explain(error)
    terminal.exit(code)
    if (text !== '') terminal.err.write(await paint(text, terminal.err))
  }
}
