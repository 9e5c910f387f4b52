import type { Report } from './report.js'

/** A format. It renders, and never prints, reads a clock or draws chance: the same report gives the same bytes. */
export interface Reporter {
  /** The name in `report.formats`. */
  readonly name: string
  readonly summary: string
  /** The file it is written to inside the run's folder; null goes to standard output only. */
  readonly file: string | null
  render(report: Report): string | Uint8Array
  /** Several runs as one document, in their order; without it a file that runs share holds the last one. */
  renderAll?(reports: readonly Report[]): string | Uint8Array
}

export const defineReporter = (reporter: Reporter): Reporter => reporter
