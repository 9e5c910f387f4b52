import * as v from 'valibot'
import type { Json } from '../../core/json.js'
import type { SealedProbe } from '../../core/probe.js'
import { findingsOf, type Issue, isUnknownKey, pathOf } from '../check/issue.js'
import { entriesAt } from '../check/shape-walk.js'
import type { Sheet } from '../check/sheet.js'
import { describeUnknownKey } from '../check/unknown-key.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import type { ReadProbe } from './probes.js'
import { doc } from './shapes.js'
import { checkName, checkTarget } from './targets.js'

/** Samples of a probe, or of those of a traffic probe that fit `where`. */
export const selectionEntries = {
  probe: doc(v.optional(v.string()), 'The id of a probe.'),
  where: doc(
    v.optional(v.record(v.string(), v.unknown())),
    'Only some exchanges of a traffic probe: the keys of its own where.',
  ),
}
export const perShape = v.strictObject({ ...selectionEntries, probe: doc(v.string(), 'The id of a probe.') })

/** The probe that watches a whole target: what a hypothesis means by `target`. */
const TRAFFIC = 'traffic'

interface Selection {
  readonly probe: string | null
  readonly target: string | null
  readonly where: Readonly<Record<string, Json>> | null
}

const mapOf = (json: Json): Readonly<Record<string, Json>> | null =>
  typeof json === 'object' && json !== null && !isList(json) ? json : null
const isList = (json: Json): json is readonly Json[] => Array.isArray(json)
const textOf = (json: Json): string | null => (typeof json === 'string' ? json : null)

const selectionAt = (sheet: Sheet, path: Path): Selection => ({
  probe: textOf(sheet.data([...path, 'probe'])),
  target: textOf(sheet.data([...path, 'target'])),
  where: mapOf(sheet.data([...path, 'where'])),
})

/** The id of the probe that a selection means; a probe of its own where it is narrower than a declared one. */
export const selectedProbe = (sheet: Sheet, path: Path): string => {
  const { probe, target, where } = selectionAt(sheet, path)
  const narrowed =
    where === null
      ? ''
      : ` where ${Object.entries(where)
          .map(([key, value]) => `${key}=${plain(value)}`)
          .join(' ')}`
  return `${probe ?? (target === null ? '' : `traffic of ${target}`)}${narrowed}`
}

const plain = (json: Json): string => (typeof json === 'string' ? json : JSON.stringify(json))

const PLACES = ['per', 'start', 'finish'] as const

/** A probe for each selection of a hypothesis that no declared probe is, each once; wrong ones are reported. */
export const readDerivedProbes = (sheet: Sheet, catalogue: readonly SealedProbe[]): readonly ReadProbe[] => {
  const found = new Map<string, ReadProbe>()
  for (const index of sheet.indices(['hypotheses']))
    for (const place of PLACES) {
      const path = ['hypotheses', index, place]
      const id = selectedProbe(sheet, path)
      const derived = found.has(id) ? null : derive(sheet, path, id, catalogue)
      if (derived !== null) found.set(id, derived)
    }
  return [...found.values()]
}

const derive = (sheet: Sheet, path: Path, id: string, catalogue: readonly SealedProbe[]): ReadProbe | null => {
  const { probe, target, where } = selectionAt(sheet, path)
  if (
    probe !== null &&
    !checkName(sheet, [...path, 'probe'], probe, { kind: 'probe', names: sheet.keysOf(['probes']) })
  )
    return null
  if (target !== null) checkTarget(sheet, [...path, 'target'], target)
  if (target === null && (probe === null || where === null)) return null
  const declared = probe === null ? { type: TRAFFIC, target } : mapOf(sheet.data(['probes', probe]))
  const { type, every: _, ...options } = declared ?? {}
  const sealed = catalogue.find(({ name }) => name === type)
  if (sealed === undefined) return null
  if (sealed.kind !== 'passive') {
    sheet.report({
      code: CODES.wrong,
      path: [...path, 'where'],
      message: `"where" needs a traffic probe, and "${probe}" is not one`,
    })
    return null
  }
  const bound = sealed.bind({ ...options, ...(where && { where: { ...mapOf(options.where ?? null), ...where } }) })
  if (!bound.ok)
    for (const issue of bound.issues) for (const finding of saidOf(issue, path, sealed)) sheet.report(finding)
  return bound.ok
    ? { id, type: sealed.name, probe: bound.value, spec: { id, everyMs: null, probe: bound.value } }
    : null
}

const saidOf = (issue: Issue, path: Path, { options }: SealedProbe) =>
  isUnknownKey(issue)
    ? [describeUnknownKey([...path, ...pathOf(issue)], Object.keys(entriesAt(options, ['where']) ?? {}))]
    : findingsOf(issue, path)
