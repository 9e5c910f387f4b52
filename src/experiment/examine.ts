import type { PhasePlan, Plan } from '../core/plan.js'
import type { Disguise } from '../core/redaction.js'
import type { Seal } from '../core/seal.js'
import type { CohortSpec } from '../proxy/cohorts.js'
import type { KeyRule } from '../proxy/key-rule.js'
import { type AnyProxySpec, type Rule, upstreamOf } from '../proxy/rule.js'
import type { Catalogue } from './catalogue.js'
import type { Sheet } from './check/sheet.js'
import { CODES } from './codes.js'
import type { Hooks, ReportSpec, Safety, Settled } from './experiment.js'
import type { GameDaySpec } from './game-day.js'
import type { HostRules } from './hosts.js'
import { readAbort } from './sections/abort.js'
import { readCohorts } from './sections/cohorts.js'
import { refuseCommands } from './sections/commands.js'
import { checkDestinations } from './sections/destinations.js'
import type { Exposure } from './sections/exposure.js'
import { readFaults } from './sections/faults.js'
import { readGameDay } from './sections/gameday.js'
import { readHeader } from './sections/header.js'
import { readHooks } from './sections/hooks.js'
import { readHypotheses } from './sections/hypotheses.js'
import { readKeys } from './sections/keys.js'
import { readLoad } from './sections/load.js'
import { checkDuration, checkRamps } from './sections/phase-checks.js'
import { readPhases } from './sections/phases.js'
import { type Probes, readProbes } from './sections/probes.js'
import { readProxies } from './sections/proxies.js'
import { readReport } from './sections/report.js'
import { checkAffected, readSafety } from './sections/safety.js'
import { readServices } from './sections/services.js'

export interface Surroundings {
  readonly folder: string
  readonly ownHosts: readonly string[]
  readonly exposure: Exposure
  readonly catalogue: Catalogue
  /** Files may start programs. */
  readonly allowCommands: boolean
  readonly seal: Seal
  /** What hides what no output may show; null: everything is shown, as a person asked for. */
  readonly disguise: Disguise | null
}

export interface Examined {
  readonly plan: Plan
  readonly seed: number | null
  readonly proxies: readonly AnyProxySpec[]
  readonly cohorts: CohortSpec | null
  readonly rules: readonly Rule[]
  readonly keys: readonly KeyRule[]
  readonly safety: Safety
  readonly hooks: Hooks
  readonly report: ReportSpec
  /** With what stands for the addresses of proxies. */
  readonly late: Settled
  readonly gameDay: GameDaySpec | null
}

/** Reads every section; what is wrong is in the sheet's problems, and what is right is examined all the same. */
export const examine = (sheet: Sheet, surroundings: Surroundings): Examined => {
  const { catalogue, folder, ownHosts, exposure, seal, disguise } = surroundings
  const { seed, ...header } = readHeader(sheet)
  const safety = readSafety(sheet, surroundings.folder)
  const proxies = readProxies(sheet, { folder, rules: rulesOf(safety, ownHosts), exposure })
  const faults = readFaults(sheet, catalogue.faults, { folder, rules: rulesOf(safety, ownHosts) })
  checkDestinations(sheet, faults.rules, proxies)
  const cohorts = readCohorts(sheet)
  const phases = readPhases(sheet)
  checkRamps(sheet, phases, faults.rules)
  const late = readLate(sheet, surroundings, safety)
  if (!surroundings.allowCommands) refuseCommands(sheet, late.probes)
  const hypotheses = readHypotheses(sheet, {
    name: header.name,
    folder: surroundings.folder,
    phases,
    probes: late.probes,
  })
  const abort = readAbort(sheet, late.probes, phases)
  const { report, told } = readReport(sheet, catalogue.formats, disguise)
  checkDuration(sheet, phases, safety)
  adviseOnFaults(sheet, phases)
  if (hypotheses.length === 0 && !sheet.has(['hypotheses'])) adviseOnHypotheses(sheet)
  const upstreams = proxies.map(proxy => ({ id: proxy.id, upstream: upstreamOf(proxy) }))
  const plan: Plan = {
    ...header,
    proxies: upstreams,
    ...(cohorts && { cohorts: { entry: cohorts.entry, treatment: cohorts.treatment, header: cohorts.header } }),
    faults: faults.plans,
    phases,
    probes: late.probes.types,
    hypotheses,
    abort,
    ...told,
  }
  checkAffected(sheet, plan, safety)
  const keys = readKeys(sheet, hypotheses, late.probes, { redact: report.redact, all: plan.samples === 'none', seal })
  const { services, load, probes } = late
  const [hooks, gameDay] = [readHooks(sheet), readGameDay(sheet)]
  return {
    ...{ plan, seed, proxies, cohorts, rules: faults.rules, keys, safety, hooks, report, gameDay },
    late: { services, load, probes: probes.specs },
  }
}

/** The sections that may refer to the addresses of proxies, so they are read again once those are known. */
export const readLate = (
  sheet: Sheet,
  { folder, ownHosts, exposure, catalogue }: Surroundings,
  safety: Safety,
): Pick<Settled, 'services' | 'load'> & { readonly probes: Probes } => {
  // What runs here may ask a proxy where it listens.
  const rules = rulesOf(safety, [...ownHosts, ...exposure.listen])
  return {
    services: readServices(sheet, { folder, rules }),
    load: readLoad(sheet, rules),
    probes: readProbes(sheet, catalogue.probes, rules),
  }
}

const rulesOf = ({ allowHosts, denyHosts }: Safety, owned: readonly string[]): HostRules => ({
  allow: allowHosts,
  deny: denyHosts,
  owned,
})

const adviseOnFaults = (sheet: Sheet, phases: readonly PhasePlan[]): void => {
  // A phase with a problem may have named it.
  if (sheet.problems.some(({ path }) => path?.startsWith('phases'))) return
  const used = new Set(phases.flatMap(({ faults, schedule }) => [...faults, ...schedule.map(({ fault }) => fault)]))
  for (const id of sheet.keysOf(['faults']).filter(id => !used.has(id)))
    sheet.report({
      code: CODES.unusedFault,
      severity: 'warning',
      path: ['faults', id],
      on: 'key',
      message: `fault "${id}" is in no phase`,
    })
}

const adviseOnHypotheses = (sheet: Sheet): void =>
  sheet.report({
    code: CODES.nothingJudged,
    severity: 'warning',
    path: ['name'],
    message: 'there are no hypotheses, so nothing is judged',
  })
