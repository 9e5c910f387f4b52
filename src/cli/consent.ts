import { createInterface } from 'node:readline/promises'
import { UserError } from '../core/problem.js'
import type { Experiment } from '../experiment/experiment.js'
import { hostsTouched, isThisMachine } from './hosts.js'
import { programsStarted } from './programs.js'
import { hasPerson, type Terminal } from './terminal.js'

/** What has to be typed, and why. */
interface Question {
  readonly word: string
  readonly about: string
}

/**
 * Hosts beyond this machine need a word: on a terminal the host's name is typed, elsewhere `--yes` must be there, unless
 * the file says `confirm: never`. With `confirm: always` a person types the experiment's name, whatever the flags.
 */
export const askConsent = async (
  experiments: readonly Experiment[],
  flags: { readonly yes?: boolean },
  terminal: Terminal,
): Promise<void> => {
  const always = experiments.filter(({ safety }) => safety.confirm === 'always')
  const auto = flags.yes ? [] : experiments.filter(({ safety }) => safety.confirm !== 'never')
  const hosts = [...new Set(auto.flatMap(hostsTouched))].filter(host => !isThisMachine(host))
  const questions: readonly Question[] = [
    ...hosts.map(host => ({ word: host, about: `This sends traffic and faults to ${host}.` })),
    ...always.map(({ plan, file }) => ({ word: plan.name, about: `${file} wants a word before each run.` })),
  ]
  if (questions.length === 0) return
  if (!hasPerson(terminal)) throw unheard(hosts, always)
  terminal.err.write(whatStarts(experiments))
  const ask = createInterface({ input: process.stdin, output: process.stderr })
  try {
    for (const question of questions) await typed(question, text => ask.question(text))
  } finally {
    ask.close()
  }
}

/** Whoever is asked knows which programs the answer starts. */
export const whatStarts = (experiments: readonly Experiment[]): string =>
  [...new Set(experiments.flatMap(programsStarted))].map(program => `starts  ${program}\n`).join('')

const unheard = (hosts: readonly string[], [always]: readonly Experiment[]): UserError =>
  always === undefined
    ? new UserError(`this touches ${hosts.join(', ')}, which is not this machine, and nobody can be asked`, {
        hints: ['consent with --yes (or FALLACY_YES=1)'],
      })
    : new UserError(`${always.file} says confirm: always, and there is no terminal to ask on`)

const typed = async ({ word, about }: Question, question: (text: string) => Promise<string>): Promise<void> => {
  const answer = await question(`${about} Type ${word} to go on: `)
  if (answer.trim() !== word) throw new UserError(`nothing was started: expected ${word}`)
}
