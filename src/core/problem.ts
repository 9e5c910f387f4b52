import { isNamed } from './named-error.js'

/** A place in a text: lines and columns count from 1, `length` in UTF-16 code units. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
}

/** Something wrong in the user's input, as data. Sentences come last: see cli/frame.ts. */
export interface Problem {
  /** Stable: E1xx shape, E2xx references, E3xx safety, W3xx advice. */
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** What was expected and what was found, in one sentence without a full stop. */
  readonly message: string
  /** Where, if it has a place; `path` is the JSON path such as `faults.slow.latency.add`. */
  readonly place?: Place
  readonly path?: string
  /** A few words under the caret. */
  readonly label?: string
  /** Lines after the frame: what would do. */
  readonly hints?: readonly string[]
  /** Another place that explains this one, such as a declaration. */
  readonly related?: { readonly place: Place; readonly label: string }
}

/** The exit codes of experiment.md section 3, by name. */
export const EXIT = {
  pass: 0,
  fail: 1,
  usage: 2,
  inconclusive: 3,
  aborted: 4,
  notSteady: 5,
  environment: 6,
  cleanupFailed: 7,
  bug: 70,
  sighup: 129,
  sigint: 130,
  sigterm: 143,
} as const
export type ExitName = keyof typeof EXIT

/** Something that the user can mend: it has a sentence, an exit code, and perhaps a hint. It is shown without a stack. */
export class UserError extends Error {
  static override readonly [Symbol.hasInstance] = isNamed('UserError')
  override readonly name = 'UserError'
  readonly exit: ExitName
  readonly hints: readonly string[]
  readonly problems: readonly Problem[]
  constructor(
    message: string,
    options: { exit?: ExitName; hints?: readonly string[]; problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {})
    this.exit = options.exit ?? 'usage'
    this.hints = options.hints ?? []
    this.problems = options.problems ?? []
  }
}
