import { writeSync } from 'node:fs'
import { runCommandLine } from './command-line.js'
import { explain } from './errors.js'
import { processTerminal } from './terminal.js'

const args = process.argv.slice(2)
const terminal = processTerminal(args)

/** Whoever closed the pipe (`| head`) has seen enough; any other failure to write is a bug. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

/** Faults live in this process only: they end with it, at once. */
process.on('uncaughtException', error => {
  const { text, code } = explain(error)
  writeSync(process.stderr.fd, text)
  process.exit(code)
})

/** Not awaited here: what a command imports meanwhile shares a chunk with this module, which must be whole by then. */
export const ended = runCommandLine(args, terminal)
