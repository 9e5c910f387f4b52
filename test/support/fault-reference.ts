import { flow } from '../../src/cli/catalogue.js'
import { optionShapes } from '../../src/cli/option-shape.js'
import { FALLACIES } from '../../src/core/fallacy.js'
import type { SealedFault } from '../../src/core/fault.js'

/** The catalogue as the README shows it: a table for each fallacy that has faults. */
export const faultReference = (faults: readonly SealedFault[]): string =>
  FALLACIES.map(fallacy => ({ fallacy, here: faults.filter(fault => fault.fallacy === fallacy) }))
    .filter(({ here }) => here.length > 0)
    .map(({ fallacy, here }) =>
      [`### ${fallacy}`, '', '| fault | what it does, its options, an example |', '|---|---|', ...here.map(row)].join(
        '\n',
      ),
    )
    .join('\n\n')

const row = ({ name, summary, seen, options, examples }: SealedFault): string => {
  const keys = optionShapes(options).map(({ key }) => `\`${key}\``)
  return `| **${name}** | ${summary}<br>${seen === '' ? '' : `A client sees ${seen}.<br>`}${keys.join(', ') || 'no options'}<br>\`${name}: ${flow(examples[0])}\` |`
}
