import ora from 'ora'
import type { Clock } from '../core/clock.js'
import type { RunState } from '../core/fact.js'
import { clip } from '../core/inert.js'
import { showDuration, showPercent } from '../core/units.js'
import type { Rolling } from '../metrics/latency-window.js'
import { type Live, live, rollingOf } from '../metrics/live.js'
import { folded } from '../reporters/table.js'
import type { Painter } from './paint.js'
import type { Aside, RunView } from './run-view.js'
import { activeFaults, tell, tellHits, tellStart } from './story.js'
import type { Output } from './terminal.js'

const FRAME_MS = 250
const MAX_LINES = 14
const BAR = 26
/** Before what is said: a mark and what it is about. */
const MARGIN = ' '.repeat(16)

/** Lines that stay, and below them one frame that is drawn again four times a second. */
export const openLiveView = (output: Output, clock: Clock, paint: Painter, aside: Aside | null = null): RunView => {
  let state = live.start()
  let doing: RunState = 'preflight'
  const closed = new AbortController()
  const spinner = ora({ stream: process.stderr, discardStdin: false, spinner: output.ascii ? 'line' : 'dots' })
  let seen = clock.now()
  const draw = () => {
    const now = state.lastMs + clock.now() - seen
    const below = aside !== null && doing === 'phases' ? aside(now) : []
    const frame = state.phase === null && below.length > 0 ? [] : cut(frameOf(state, doing, now), output.columns - 3)
    spinner.text = paint([...frame, ...below.map(line => clip(line, output.columns - 3))].join('\n'))
  }
  const keep = (text: string) => {
    spinner.clear()
    output.write(`${text}\n`)
  }
  spinner.start('starting')
  void redraw(clock, closed.signal, draw)
  return {
    show(entry) {
      state = live.next(state, entry)
      seen = clock.now()
      if (entry.type === 'state.entered') doing = entry.state
      if (entry.type === 'run.started') keep(`\n  ${tellStart(entry)}\n`)
      const line = tell(entry, state)
      if (line === null || (line.mark === ' ' && line.topic !== 'proxy')) return
      const text = output.columns > 0 ? folded(line.text, output.columns - MARGIN.length - 1) : [line.text]
      keep(paint(`  ${line.mark} ${line.topic.padEnd(11)} ${text.join(`\n${MARGIN}`)}`))
    },
    close() {
      closed.abort()
      spinner.stop()
      output.write('\n')
    },
  }
}

const redraw = async (clock: Clock, signal: AbortSignal, draw: () => void): Promise<void> => {
  try {
    for (;;) {
      draw()
      await clock.sleep(FRAME_MS, signal)
    }
  } catch {
    // The view was closed.
  }
}

const WAITING: Readonly<Record<RunState, string>> = {
  preflight: 'getting ready',
  before: 'running the hooks before',
  services: 'starting services',
  proxies: 'opening proxies',
  phases: 'running',
  reverting: 'taking the faults out',
  draining: 'waiting for what is in flight',
  cleanup: 'running the cleanup hooks',
  stopping: 'stopping services',
  judging: 'judging',
}

/** What is going on at `now`, ms since the run started. */
export const frameOf = (state: Live, doing: RunState, now: number): readonly string[] => {
  const { phase } = state
  if (phase === null || doing !== 'phases') return [WAITING[doing]]
  const share = Math.min(1, Math.max(0, (now - phase.fromMs) / phase.durationMs))
  const done = Math.round(share * BAR)
  const bar = `${'━'.repeat(done)}${done < BAR ? '╸' : ''}${'·'.repeat(Math.max(0, BAR - done - 1))}`
  const seconds = `${Math.round((share * phase.durationMs) / 1000)} / ${Math.round(phase.durationMs / 1000)} s`
  const [faults, probes] = [activeFaults(state), [...rollingOf(state, now)]]
  const width = Math.max(12, ...[...faults, ...probes].map(([id]) => id.length))
  const row = (id: string, text: string) => `    ${id.padEnd(width)}  ${text}`
  return [
    `${phase.name.padEnd(11)} ${bar}  ${seconds}`,
    ...faults.map(([id, fault]) => row(id, tellHits(fault))),
    ...probes.map(([id, rolling]) => row(id, probeRow(rolling))),
    '    Ctrl-C takes the faults out and ends the run',
  ]
}

const probeRow = ({ p50, p95, errors, perSecond, spark }: Rolling): string => {
  const time = (ms: number | null) => (ms === null ? '?' : showDuration(ms)).padEnd(8)
  return `p50 ${time(p50)} p95 ${time(p95)} ${sparkline(spark)}  errors ${showPercent(errors)}  ${perSecond.toFixed(1)}/s`
}

const BLOCKS = '▁▂▃▄▅▆▇'

/** Heights on a log scale from the least to the greatest; a dot where nothing was sampled. */
export const sparkline = (values: readonly (number | null)[]): string => {
  const logs = values.map(value => (value === null ? null : Math.log(Math.max(value, 0.001))))
  const known = logs.filter(value => value !== null)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const step = (value: number) =>
    high - low < 0.1 ? 0 : Math.round(((value - low) / (high - low)) * (BLOCKS.length - 1))
  return logs.map(value => (value === null ? '.' : BLOCKS.charAt(step(value)))).join('')
}

const cut = (lines: readonly string[], columns: number): readonly string[] =>
  lines.slice(0, MAX_LINES).map(line => clip(line, columns))
