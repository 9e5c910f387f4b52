import { UserError } from './problem.js'

/** What a machine runs out of, and what would do; or what its disk says that is broken or locked. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ...['EMFILE', 'ENFILE'].map(code => [code, 'let this process open more files: ulimit -n 4096'] as const),
  ...['ENOSPC', 'EDQUOT', 'EFBIG'].map(
    code => [code, 'make room on the disk, or write elsewhere: --output-dir'] as const,
  ),
  ...['ENOMEM', 'EAGAIN'].map(code => [code, 'end other programs: there is no memory or process left'] as const),
  ...['EIO', 'EROFS'].map(code => [code, 'see what the system log says of the disk'] as const),
])

/** A call that the system refused and that is nobody's bug, as an error of the environment; null for anything else. */
export const machineTrouble = (cause: unknown): UserError | null => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const hint = HINTS.get(code)
  if (hint === undefined || !(cause instanceof Error)) return null
  return new UserError(`the system refused: ${cause.message}`, { exit: 'environment', hints: [hint], cause })
}
