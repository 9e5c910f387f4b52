import { EXIT } from '../core/problem.js'

/** Of several runs, the exit code that counts: the first of these that any of them has. */
const ORDER: readonly number[] = [
  EXIT.cleanupFailed,
  EXIT.bug,
  EXIT.sigint,
  EXIT.sigterm,
  EXIT.sighup,
  EXIT.usage,
  EXIT.environment,
  EXIT.aborted,
  EXIT.notSteady,
  EXIT.fail,
  EXIT.inconclusive,
  EXIT.pass,
]

/** No run at all proves nothing: 2. */
export const worstExit = (codes: readonly number[]): number => {
  if (codes.length === 0) return EXIT.usage
  return ORDER.find(code => codes.includes(code)) ?? EXIT.bug
}
