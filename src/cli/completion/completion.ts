import type { Command, Option } from 'commander'
import { faults } from '../../faults/index.js'
import { probes } from '../../probes/index.js'
import { subjects } from '../explain/explain.js'
import { bash } from './bash.js'
import { fish } from './fish.js'
import { zsh } from './zsh.js'

/** What a shell can complete behind a command. */
export interface Completed {
  readonly name: string
  readonly summary: string
  readonly options: readonly CompletedOption[]
  /** What its first argument may be; none: a file. */
  readonly words: readonly string[]
}

export interface CompletedOption {
  /** Without its dashes; null where there is none. */
  readonly short: string | null
  readonly long: string
  readonly about: string
  readonly takesValue: boolean
  /** All that the value may be; none: anything. */
  readonly choices: readonly string[]
}

const SHELLS = { bash, zsh, fish }

/** A script for that shell, made of the commands as they are. */
export const completionScript = (shell: keyof typeof SHELLS, program: Command): string =>
  SHELLS[shell](commandsOf(program))

const commandsOf = (program: Command): readonly Completed[] => {
  const named: Readonly<Record<string, readonly string[]>> = {
    faults: faults.map(({ name }) => name),
    probes: probes.map(({ name }) => name),
    explain: subjects(),
  }
  return program.commands.map(command => ({
    name: command.name(),
    summary: command.summary(),
    options: command.options.filter(({ hidden }) => !hidden).map(optionOf),
    words: named[command.name()] ?? wordsOf(command),
  }))
}

const wordsOf = (command: Command): readonly string[] => [
  ...command.commands.map(inner => inner.name()),
  ...command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
]

const optionOf = ({ short, long, description, required, argChoices = [] }: Option): CompletedOption => ({
  short: short?.replace(/^-/, '') ?? null,
  long: long?.replace(/^--/, '') ?? '',
  about: description.split(/[:;(]/)[0]?.trim() ?? '',
  takesValue: required,
  choices: argChoices,
})
