import type { Clock } from '../core/clock.js'
import { canRedraw } from './look.js'
import { painterFor } from './paint.js'
import { openPlainView } from './plain-view.js'
import type { Aside, RunView } from './run-view.js'
import type { Terminal } from './terminal.js'

export interface ViewOptions {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly quiet: boolean
  readonly isAlone: boolean
  /** More lines below the frame; `now` in ms since the run started. */
  readonly aside?: Aside | null
}

/** A frame that redraws itself for people at a terminal, plain lines for everyone else. */
export const openView = async ({ terminal, clock, quiet, isAlone, aside = null }: ViewOptions): Promise<RunView> => {
  if (quiet) return { show: () => undefined, close: () => undefined }
  if (!isAlone || !canRedraw(terminal.err, terminal.env)) return openPlainView(terminal.err, clock)
  const { openLiveView } = await import('./live-view.js')
  return openLiveView(terminal.err, clock, await painterFor(terminal.err), aside)
}
