const built = (name: string) => new URL(`../../dist/core/${name}.js`, import.meta.url).href
const VALIBOT = new URL('../../node_modules/valibot/dist/index.mjs', import.meta.url).href

/** Modules as users write them; what they import is another copy of the library than that under test. */
export const FAULT_MODULE = `
import { Cut } from '${built('exchange')}'
import { defineFault } from '${built('fault')}'
import { defineProbe } from '${built('probe')}'
import { defineReporter } from '${built('reporter')}'
import * as v from '${VALIBOT}'
export const hangUp = defineFault({
  name: 'hangUp',
  fallacy: 'The network is reliable',
  summary: 'Hangs up.',
  protocols: ['http1'],
  options: v.strictObject({ how: v.picklist(['close', 'reset']) }),
  examples: [{ how: 'reset' }],
  stage: () => 'endEarly',
  draw: ({ how }) => ({ how }),
  inject: ({ how }) => async () => { throw new Cut(how) },
})
export const dice = defineProbe({
  name: 'dice',
  summary: 'Throws dice.',
  kind: 'active',
  options: v.strictObject({ sides: v.number() }),
  examples: [{ sides: 6 }],
  hasValue: () => true,
  open: ({ sides }) => ({ kind: 'active', sample: async () => ({ ok: true, latencyMs: 1, value: sides }) }),
})
export const csv = defineReporter({
  name: 'csv',
  summary: 'Verdicts, separated by commas.',
  file: 'verdicts.csv',
  render: ({ judgements }) => judgements.map(one => one.id + ',' + one.verdict + '\\n').join(''),
})
`

/** A probe with a bug that shows at the end of a run. */
export const BREAKING_MODULE = `
import { defineProbe } from '${built('probe')}'
import * as v from '${VALIBOT}'
export const breaks = defineProbe({
  name: 'breaks',
  summary: 'Breaks at the end, if told to.',
  kind: 'active',
  options: v.strictObject({ atEnd: v.boolean() }),
  examples: [{ atEnd: true }],
  open: ({ atEnd }) => ({
    kind: 'active',
    sample: async () => ({ ok: true, latencyMs: 1 }),
    close: async () => { if (atEnd) throw new TypeError('broken') },
  }),
})
`

/** A module that says that it ran. */
export const marking = (path: string) =>
  `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(path)}, 'ran')\n`
