import { UserError } from '../../core/problem.js'
import { didYouMean } from '../../experiment/nearest.js'
import { faults } from '../../faults/index.js'
import { presetFaults } from '../../presets/index.js'
import { probes } from '../../probes/index.js'
import { EXIT_CODES } from '../exit-codes.js'
import { faultPage, probePage } from '../pages.js'
import { codePages } from './codes.js'
import { measurePages } from './measures.js'

/** Everything that can be explained, by its name, in the order in which `--all` tells it. */
const pages: ReadonlyMap<string, () => string> = new Map([
  ['exit-codes', () => `${EXIT_CODES}\n`],
  ...[...codePages, ...measurePages].map(([name, page]) => [name, () => `${name}: ${page}\n`] as const),
  ...[...faults, ...presetFaults(faults)].map(fault => [fault.name, () => faultPage(fault)] as const),
  ...probes.map(probe => [probe.name, () => probePage(probe)] as const),
])

/** The names of all that can be explained. */
export const subjects = (): readonly string[] => [...pages.keys()]

/** One page, or all of them where no subject is given; throws a UserError that names what is near. */
export const explanation = (subject: string | null): string => {
  if (subject === null) return [...pages.values()].map(page => page()).join('\n')
  const page = pages.get(subject) ?? pages.get(subject.toUpperCase())
  if (page !== undefined) return page()
  throw new UserError(`there is nothing to explain about "${subject}"${didYouMean(subject, pages.keys())}`, {
    hints: [
      'a code such as E121, a measure such as latency.p95, a fault, a probe, or exit-codes; --all for everything',
    ],
  })
}
