import { createInterface } from 'node:readline/promises'
import { UserError } from '../core/problem.js'
import type { Experiment } from '../experiment/experiment.js'
import { hostsTouched, isThisMachine } from './hosts.js'
import type { Terminal } from './terminal.js'

/** Hosts beyond this machine need a word: on a terminal the host's name is typed, elsewhere `--yes` must be there. */
export const askConsent = async (
  experiments: readonly Experiment[],
  flags: { readonly yes?: boolean },
  { err }: Terminal,
): Promise<void> => {
  const hosts = [...new Set(experiments.flatMap(hostsTouched))].filter(host => !isThisMachine(host))
  if (flags.yes || hosts.length === 0) return
  if (!err.isTTY || !process.stdin.isTTY)
    throw new UserError(`this touches ${hosts.join(', ')}, which is not this machine, and nobody can be asked`, {
      hints: ['consent with --yes (or FALLACY_YES=1)'],
    })
  const ask = createInterface({ input: process.stdin, output: process.stderr })
  try {
    for (const host of hosts) await typed(host, question => ask.question(question))
  } finally {
    ask.close()
  }
}

const typed = async (host: string, question: (text: string) => Promise<string>): Promise<void> => {
  const answer = await question(`This sends traffic and faults to ${host}. Type its name to go on: `)
  if (answer.trim() !== host) throw new UserError('nothing was started: the name does not match')
}
