import { resolve } from 'node:path'
import { UserError } from '../core/problem.js'
import type { Experiment } from '../experiment/experiment.js'
import { didYouMean } from '../experiment/nearest.js'
import { passedLast } from '../run/last-run.js'

/** What is run of all that was named; all of it without any. */
export interface ChoiceFlags {
  /** Ids of hypotheses. */
  readonly only?: readonly string[]
  readonly tag?: readonly string[]
  readonly grep?: RegExp
  readonly lastFailed?: boolean
  readonly outputDir?: string
}

/** The experiments that fit, with the hypotheses that were asked for; throws a UserError when nothing does. */
export const choose = (
  experiments: readonly Experiment[],
  flags: ChoiceFlags,
  folder: string,
): readonly Experiment[] => {
  refuseUnknown(experiments, flags)
  const chosen = experiments
    .filter(experiment => isTagged(experiment, flags) && isNamed(experiment, flags) && isDue(experiment, flags, folder))
    .flatMap(experiment => judgedOnly(experiment, flags))
  if (chosen.length > 0) return chosen
  throw new UserError(`nothing fits: no experiment of ${experiments.length} is left to run`, {
    hints: [flags.lastFailed ? 'none of these failed the last time' : 'see what there is with --list'],
  })
}

const isTagged = ({ plan }: Experiment, { tag }: ChoiceFlags): boolean =>
  tag === undefined || tag.some(one => plan.tags.includes(one))

const isNamed = ({ plan }: Experiment, { grep }: ChoiceFlags): boolean =>
  grep === undefined || grep.test(plan.name) || grep.test(plan.title)

/** What never ran has not passed. */
const isDue = ({ plan, report }: Experiment, { lastFailed, outputDir }: ChoiceFlags, folder: string): boolean =>
  !lastFailed || passedLast(resolve(folder, outputDir ?? report.dir), plan.name, plan.cell) !== true

const judgedOnly = (experiment: Experiment, { only }: ChoiceFlags): readonly Experiment[] => {
  if (only === undefined) return [experiment]
  const hypotheses = experiment.plan.hypotheses.filter(({ id }) => only.includes(id))
  return hypotheses.length === 0 ? [] : [{ ...experiment, plan: { ...experiment.plan, hypotheses } }]
}

/** A word that nothing bears is a slip. */
const refuseUnknown = (experiments: readonly Experiment[], { only = [], tag = [] }: ChoiceFlags): void => {
  const ids = new Set(experiments.flatMap(({ plan }) => plan.hypotheses.map(({ id }) => id)))
  const tags = new Set(experiments.flatMap(({ plan }) => plan.tags))
  for (const [kind, words, known] of [['hypothesis', only, ids] as const, ['tag', tag, tags] as const])
    for (const word of words)
      if (!known.has(word))
        throw new UserError(`there is no ${kind} "${word}"${didYouMean(word, known)}`, {
          hints: [`there are: ${[...known].join(', ') || 'none'}`],
        })
}
