import { inert } from '../core/inert.js'
import { plural } from '../core/plural.js'
import type { Report } from '../core/report.js'
import { showDuration } from '../core/units.js'
import { SECRETS_SHOWN } from './show.js'
import { element } from './xml.js'

/** What a run was, and the numbers that its verdicts rest on: one element each. */
export const propertiesOf = ({
  seed,
  tool,
  node,
  commit,
  secretsShown,
  run,
  plan,
  exitCode,
  outcome,
  faults,
  load,
  judgements,
}: Report): readonly string[] =>
  [
    ...([
      ['run', run],
      ['seed', seed],
      ['tool', tool],
      ['node', node],
      ['outcome', outcome],
    ] as const),
    ...(exitCode === null ? [] : [['exit', exitCode] as const]),
    ...(commit === undefined ? [] : [['commit', commit] as const]),
    ...(secretsShown ? [['secrets', SECRETS_SHOWN] as const] : []),
    ...Object.entries(plan.vars ?? {}).map(([name, value]) => [`var.${name}`, String(value)] as const),
    ...faults.map(({ id, hits, matched }) => [`fault.${id}`, `${plural(hits, 'hit')} of ${matched}`] as const),
    ...load.map(({ load, sent, dropped, lateP99 }) => {
      const late = lateP99 === null ? '' : `, ${showDuration(lateP99)} late (p99)`
      return [`load.${load}`, `${sent} sent${late}, ${dropped} dropped`] as const
    }),
    ...judgements.flatMap(({ id, phase, deff }) =>
      deff === null ? [] : [[`deff.${id}.${phase ?? 'run'}`, Number(deff.toFixed(3))] as const],
    ),
  ].map(([name, value]) =>
    element('property', { name: inert(name), value: typeof value === 'string' ? inert(value) : value }),
  )
