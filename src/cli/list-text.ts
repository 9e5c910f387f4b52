import { runName } from '../core/plan.js'
import type { Experiment } from '../experiment/experiment.js'
import { aligned } from './catalogue.js'

/** What would be run: an experiment a line, and below it its hypotheses. */
export const listText = (experiments: readonly Experiment[]): string =>
  experiments
    .map(({ file, plan }) => {
      const tags = plan.tags.length === 0 ? '' : `  ${plan.tags.map(tag => `#${tag}`).join(' ')}`
      const rows = plan.hypotheses.map(({ id, title }) => (title === id ? [id] : [id, title]))
      return `${runName(plan)}  ${file}${tags}\n${rows.length === 0 ? '' : `${aligned(rows)}\n`}`
    })
    .join('')
