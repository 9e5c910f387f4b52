import { UserError } from '../core/problem.js'
import type { Experiment } from '../experiment/experiment.js'
import { ALLOW_COMMANDS } from '../experiment/sections/commands.js'
import { hostsTouched, isThisMachine } from './hosts.js'
import { programsNamed, programsStarted } from './programs.js'
import type { Terminal } from './terminal.js'

export interface ConsentFlags {
  /** To hosts beyond this machine. */
  readonly yes?: boolean
  /** To the programs that files name. */
  readonly allowCommands?: boolean
}

/** What has to be typed, and why. */
interface Question {
  readonly word: string
  readonly about: string
  /** Thrown where nobody can be asked. */
  readonly unheard: UserError
}

/**
 * What needs a word is asked for once, of everything that will run: programs that a file names, without
 * `--allow-commands`; a run whose file says `confirm: always`, whatever the flags; hosts beyond this machine, without
 * `--yes` or the file's `confirm: never`. Rejects with a UserError where a word is missing.
 */
export const askConsent = async (
  experiments: readonly Experiment[],
  flags: ConsentFlags,
  terminal: Terminal,
): Promise<void> => {
  const questions = [
    ...(flags.allowCommands ? [] : aboutPrograms(experiments)),
    ...aboutRuns(experiments),
    ...(flags.yes ? [] : aboutHosts(experiments)),
  ]
  const [first] = questions
  if (first === undefined) return
  if (terminal.openPerson === null) throw first.unheard
  terminal.err.write(whatStarts(experiments))
  const person = await terminal.openPerson()
  try {
    for (const { word, about } of questions) {
      const answer = await person.ask(`${about} Type ${word} to go on: `)
      if (answer.trim() !== word) throw new UserError(`nothing was started: expected ${word}`)
    }
  } finally {
    person.close()
  }
}

/** Whoever is asked knows which programs the answer starts. */
export const whatStarts = (experiments: readonly Experiment[]): string =>
  [...new Set(experiments.flatMap(programsStarted))].map(program => `starts  ${program}\n`).join('')

/** A file cannot answer this one: nothing in it is asked. */
const aboutPrograms = (experiments: readonly Experiment[]): readonly Question[] => {
  const files = new Set(experiments.filter(one => programsNamed(one).length > 0).map(({ file }) => file))
  if (files.size === 0) return []
  const about = `These programs of ${[...files].join(', ')} run as you.`
  const unheard = new UserError('nobody can be asked whether these programs may start', { hints: [ALLOW_COMMANDS] })
  return [{ word: 'yes', about, unheard }]
}

const aboutRuns = (experiments: readonly Experiment[]): readonly Question[] =>
  experiments
    .filter(({ safety }) => safety.confirm === 'always')
    .map(({ plan, file }) => ({
      ...{ word: plan.name, about: `${file} wants a word before each run.` },
      unheard: new UserError(`${file} says confirm: always, and there is no terminal to ask on`),
    }))

const aboutHosts = (experiments: readonly Experiment[]): readonly Question[] => {
  const touched = experiments.filter(({ safety }) => safety.confirm !== 'never').flatMap(hostsTouched)
  const hosts = [...new Set(touched)].filter(host => !isThisMachine(host))
  const unheard = new UserError(
    `this touches ${hosts.join(', ')}, which is not this machine, and nobody can be asked`,
    {
      hints: ['consent with --yes (or FALLACY_YES=1)'],
    },
  )
  return hosts.map(host => ({ word: host, about: `This sends traffic and faults to ${host}.`, unheard }))
}
