import { resolve } from 'node:path'
import * as v from 'valibot'
import { duration, percent } from '../../core/options.js'
import { showDuration, showPercent } from '../../core/units.js'
import { mostAffected } from '../affected.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Safety } from '../experiment.js'
import { DEFAULT_ALLOW, DEFAULT_DENY, type HostRules, judgeHost } from '../hosts.js'
import { parseTimeWindow } from '../time-window.js'
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

const LOCK = /^[\w.-]{1,64}$/
const lock = v.pipe(
  v.string(),
  v.regex(LOCK, issue => `expected letters, digits, dots and dashes, at most 64, found "${issue.input}"`),
)

const WINDOW = 'days, times and a time zone such as Mon-Thu 09:00-16:00 Europe/Amsterdam'
const timeWindow = v.pipe(
  v.string(),
  v.metadata({ description: WINDOW, examples: ['Mon-Thu 09:00-16:00 Europe/Amsterdam', '22:00-04:00 UTC'] }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const window = parseTimeWindow(dataset.value)
    if (window !== null) return window
    addIssue({ message: `expected ${WINDOW}, found "${dataset.value}"` })
    return NEVER
  }),
)

const onSignal = v.picklist(['abortAndVerify', 'abortNow'])

export const safetyShape = v.strictObject({
  allowHosts: doc(
    v.optional(v.array(pattern), DEFAULT_ALLOW),
    'Hosts that may be touched: names, globs such as *.staging.example, networks such as 10.0.0.0/8.',
  ),
  denyHosts: doc(v.optional(v.array(pattern), DEFAULT_DENY), 'Hosts that must not be touched; wins over allowHosts.'),
  maxDuration: doc(v.optional(duration, '15m'), 'The phases together may not last longer.'),
  maxAffected: doc(v.optional(percent, '100%'), "The most of a proxy's traffic that faults may hit at the same time."),
  faultTtl: doc(v.optional(ttl, '15s'), 'Faults end by themselves when the runner is silent for this long: 2s to 60s.'),
  confirm: doc(
    v.optional(v.picklist(['auto', 'never', 'always']), 'auto'),
    'Whether a person is asked: auto asks before hosts beyond this machine are touched, unless there is --yes.',
  ),
  lock: doc(v.optional(lock), 'A name that one run of this user holds at a time.'),
  windows: doc(
    v.optional(v.pipe(v.array(timeWindow), v.minLength(1, 'expected at least one window'))),
    'When it may run; at any time by default.',
  ),
  stopFile: doc(v.optional(pattern), 'Where this file is, nothing starts and what runs is halted.'),
  onSignal: doc(
    v.optional(
      v.strictObject({
        first: doc(v.optional(onSignal, 'abortAndVerify'), 'What the first signal does.'),
        second: doc(v.optional(onSignal, 'abortNow'), 'What the second signal does.'),
      }),
      {},
    ),
    'Faults go off at once: abortAndVerify then waits for what is in flight, abortNow waits for nothing.',
  ),
})

/** `folder` is where a relative stopFile starts. */
export const readSafety = (sheet: Sheet, folder: string): Safety => {
  const read = sheet.has(['safety']) ? sheet.read(safetyShape, ['safety']) : null
  const { maxDuration, faultTtl, lock, windows, stopFile, ...same } = read ?? v.parse(safetyShape, {})
  return {
    ...same,
    maxDurationMs: maxDuration,
    faultTtlMs: faultTtl,
    lock: lock ?? null,
    windows: windows ?? null,
    stopFile: stopFile === undefined ? null : resolve(folder, stopFile),
  }
}

/** Reports faults that together hit more of a proxy's traffic than they may. */
export const checkAffected = (
  sheet: Sheet,
  plan: Parameters<typeof mostAffected>[0],
  { maxAffected }: Safety,
): void => {
  const most = mostAffected(plan)
  if (most === null || most.share <= maxAffected + Number.EPSILON) return
  const limit = showPercent(maxAffected)
  sheet.report({
    code: CODES.tooMuch,
    path: ['safety', 'maxAffected'],
    message: `${most.phase} hits ${showPercent(most.share)} of ${most.proxy}, more than safety.maxAffected (${limit})`,
    hints: ['lower the percent of the faults, or raise safety.maxAffected'],
  })
}

/** Reports a host that may not be touched. */
export const checkHost = (sheet: Sheet, path: Path, host: string, rules: HostRules): void => {
  const verdict = judgeHost(host, rules)
  if (verdict) sheet.report({ ...verdict, path })
}
