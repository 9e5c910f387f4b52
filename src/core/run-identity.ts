/** What makes a run this run and no other; drawn by whoever has wall clock and chance. */
export interface RunIdentity {
  /** Four hex digits. */
  readonly run: string
  /** Wall clock, ISO 8601 UTC: a label only, all times are monotonic. */
  readonly at: string
  readonly tool: string
  readonly node: string
  readonly platform: string
  readonly pid: number
  /** What git has checked out where the experiment's file is. */
  readonly commit?: string
}
