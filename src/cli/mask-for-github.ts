import type { Experiment } from '../experiment/experiment.js'
import type { Terminal } from './terminal.js'

/** Shorter ones are found everywhere by accident. */
const SHORTEST_SECRET = 4

/** The runner then shows stars in place of the values of secrets, whoever prints them; each line of a value by itself. */
export const maskForGithub = (experiments: readonly Pick<Experiment, 'secrets'>[], { env, err }: Terminal): void => {
  if (env.GITHUB_ACTIONS !== 'true') return
  const values = experiments.flatMap(({ secrets }) => secrets.flatMap(({ value }) => value.split(/[\r\n]+/)))
  for (const value of new Set(values.filter(value => value.trim().length >= SHORTEST_SECRET)))
    err.write(`::add-mask::${value.replaceAll('%', '%25')}\n`)
}
