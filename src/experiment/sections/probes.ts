import * as v from 'valibot'
import { duration } from '../../core/options.js'
import type { BoundProbe, SealedProbe } from '../../core/probe.js'
import type { Sheet } from '../check/sheet.js'
import type { ProbeSpec } from '../experiment.js'
import type { HostRules } from '../hosts.js'
import type { Path } from '../yaml/tree.js'
import { readDerivedProbes } from './derived-probes.js'
import { checkHost } from './safety.js'
import { doc } from './shapes.js'
import { checkCohort, checkTarget } from './targets.js'

const FLOOR_MS = 50
export const every = v.pipe(
  duration,
  v.check(
    ms => ms >= FLOOR_MS,
    issue => `${issue.input}ms is below the ${FLOOR_MS}ms floor`,
  ),
)

/** Read before the rest, which depends on it. */
const typeShapeOf = (probes: readonly SealedProbe[]) =>
  v.object({
    type: v.picklist(probes.map(({ name }) => name)),
    every: doc(v.optional(every, '1s'), 'How often it looks.'),
  })

export interface Probes {
  readonly specs: readonly ProbeSpec[]
  readonly bound: ReadonlyMap<string, BoundProbe>
  readonly types: readonly { readonly id: string; readonly type: string }[]
}

export interface ReadProbe {
  readonly id: string
  readonly type: string
  readonly probe: BoundProbe
  readonly spec: ProbeSpec
}

/** Every probe of the file, and those that hypotheses select by themselves. */
export const readProbes = (sheet: Sheet, probes: readonly SealedProbe[], rules: HostRules): Probes => {
  const shape = typeShapeOf(probes)
  const declared = sheet.ids(['probes']).flatMap((id): ReadProbe[] => {
    const path = ['probes', id]
    const common = sheet.read(shape, path)
    const sealed = probes.find(({ name }) => name === common?.type)
    const probe = sealed && bind(sheet, path, sealed)
    if (!common || !probe) return []
    checkCohort(sheet, [...path, 'where', 'cohort'])
    if (probe.target !== null) checkTarget(sheet, [...path, 'target'], probe.target)
    for (const url of probe.urls) checkUrl(sheet, path, url, rules)
    const everyMs = probe.kind === 'active' ? common.every : null
    return [{ id, type: common.type, probe, spec: { id, everyMs, probe } }]
  })
  const read = [...declared, ...readDerivedProbes(sheet, probes)]
  return {
    specs: read.map(({ spec }) => spec),
    bound: new Map(read.map(({ id, probe }) => [id, probe])),
    types: read.map(({ id, type }) => ({ id, type })),
  }
}

/** Passive probes have no rhythm of their own, so `every` is no key of theirs. */
const bind = (sheet: Sheet, path: Path, sealed: SealedProbe): BoundProbe | null => {
  const without = sealed.kind === 'active' ? ['type', 'every'] : ['type']
  const accepted = sheet.accept(sealed.options, path, { without })
  const bound = accepted && sealed.bind(accepted.input)
  return bound?.ok ? bound.value : null
}

const checkUrl = (sheet: Sheet, path: Path, url: string, rules: HostRules): void => {
  const at = (['url', 'host'] as const).find(key => sheet.has([...path, key]))
  checkHost(sheet, at === undefined ? path : [...path, at], new URL(url).hostname, rules)
}
