import type { CostReport, Report } from '../core/report.js'

/** What one request of a load cost of a proxy, in phases of one kind: with faults or without. Null: no request, no exchange. */
export interface UnitCost {
  readonly attempts: number
  readonly connections: number
  readonly handshakes: number
  /** Of bodies, both ways. */
  readonly bytes: number
}

/** Sums over the phases that `isMeant` chooses; null where no load asked anything. */
export const unitCost = (costs: readonly CostReport[], isMeant: (phase: string) => boolean): UnitCost | null => {
  const here = costs.filter(({ phase }) => isMeant(phase))
  const operations = here.reduce((sum, one) => sum + one.operations, 0)
  if (operations === 0) return null
  const each = (of: keyof UnitCost) => here.reduce((sum, one) => sum + one[of], 0) / operations
  return {
    ...{ attempts: each('attempts'), connections: each('connections') },
    ...{ handshakes: each('handshakes'), bytes: each('bytes') },
  }
}

export interface ProxyCost {
  readonly proxy: string
  readonly without: UnitCost | null
  readonly under: UnitCost | null
}

/** For each proxy: in the baseline, and in the phases with faults. */
export const proxyCosts = ({ cost, phases }: Pick<Report, 'cost' | 'phases'>): readonly ProxyCost[] => {
  const ofKind = (wanted: string) => (name: string) =>
    phases.some(({ name: known, kind }) => known === name && kind === wanted)
  return [...new Set(cost.map(({ proxy }) => proxy))].map(proxy => {
    const here = cost.filter(one => one.proxy === proxy)
    return { proxy, without: unitCost(here, ofKind('baseline')), under: unitCost(here, ofKind('inject')) }
  })
}

/** As many digits as tell: `0.02`, `1.1`, `12`. */
export const showCount = (value: number): string => String(Number(value.toPrecision(value < 1 ? 1 : 2)))
