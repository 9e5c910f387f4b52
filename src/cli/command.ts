import type { Command } from 'commander'
import type { Terminal } from './terminal.js'

/** Adds a command to the program. What it needs beyond its options is imported when it runs: `--help` is quick. */
export type AddCommand = (program: Command, terminal: Terminal) => void
