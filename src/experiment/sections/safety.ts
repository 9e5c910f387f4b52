import * as v from 'valibot'
import { duration } from '../../core/options.js'
import { showDuration } from '../../core/units.js'
import type { Sheet } from '../check/sheet.js'
import type { Safety } from '../experiment.js'
import { DEFAULT_ALLOW, DEFAULT_DENY, type HostRules, judgeHost } from '../hosts.js'
import type { Path } from '../yaml/tree.js'
import { doc } from './shapes.js'

const MIN_TTL_MS = 2_000
const MAX_TTL_MS = 60_000
const ttl = v.pipe(
  duration,
  v.check(
    ms => ms >= MIN_TTL_MS && ms <= MAX_TTL_MS,
    issue => `expected 2s to 60s, found ${showDuration(issue.input)}`,
  ),
)
const pattern = v.pipe(v.string(), v.minLength(1))

export const safetyShape = v.strictObject({
  allowHosts: doc(
    v.optional(v.array(pattern), DEFAULT_ALLOW),
    'Hosts that may be touched: names, globs such as *.staging.example, networks such as 10.0.0.0/8.',
  ),
  denyHosts: doc(v.optional(v.array(pattern), DEFAULT_DENY), 'Hosts that must not be touched; wins over allowHosts.'),
  maxDuration: doc(v.optional(duration, '15m'), 'The phases together may not last longer.'),
  faultTtl: doc(v.optional(ttl, '15s'), 'Faults end by themselves when the runner is silent for this long: 2s to 60s.'),
})

export const readSafety = (sheet: Sheet): Safety => {
  const read = sheet.has(['safety']) ? sheet.read(safetyShape, ['safety']) : null
  const { allowHosts, denyHosts, maxDuration, faultTtl } = read ?? v.parse(safetyShape, {})
  return { allowHosts, denyHosts, maxDurationMs: maxDuration, faultTtlMs: faultTtl }
}

/** Reports a host that may not be touched. */
export const checkHost = (sheet: Sheet, path: Path, host: string, rules: HostRules): void => {
  const verdict = judgeHost(host, rules)
  if (verdict) sheet.report({ ...verdict, path })
}
