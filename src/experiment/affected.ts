import type { FaultPlan, Plan } from '../core/plan.js'

/** The traffic of a proxy that the faults of a phase can hit at the same time. */
export interface Affected {
  readonly proxy: string
  readonly phase: string
  /** Of 1; what `first`, `every` and the like leave out is not counted. */
  readonly share: number
}

type Planned = Pick<Plan, 'faults' | 'phases' | 'cohorts'>

/** The largest share of the traffic of any proxy that the plan can hit, or null where it hits nothing. */
export const mostAffected = ({ faults, phases, cohorts }: Planned): Affected | null => {
  const all = phases.flatMap(({ name, faults: whole, schedule }) => {
    const ids = new Set([...whole, ...schedule.map(({ fault }) => fault)])
    const active = faults.filter(({ id }) => ids.has(id))
    const proxies = [...new Set(active.map(proxyOf))]
    return proxies.map(proxy => {
      const aimed = active.filter(fault => proxyOf(fault) === proxy)
      return { proxy, phase: name, share: hitShare(aimed, cohorts?.treatment ?? 1) }
    })
  })
  return all.reduce<Affected | null>((most, one) => (most === null || one.share > most.share ? one : most), null)
}

const proxyOf = ({ target }: FaultPlan): string => target.split('/')[0] ?? target

const hitShare = (faults: readonly FaultPlan[], treatment: number): number =>
  treatment * hitByAny(faults.filter(({ cohort }) => cohort !== 'control')) +
  (1 - treatment) * hitByAny(faults.filter(({ cohort }) => cohort !== 'treatment'))

/** Each fault draws for itself, so the shares that they spare multiply. */
const hitByAny = (faults: readonly FaultPlan[]): number =>
  1 - faults.reduce((spared, { percent }) => spared * (1 - percent), 1)
