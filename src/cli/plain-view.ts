import type { Clock } from '../core/clock.js'
import { live } from '../metrics/live.js'
import { toAscii } from './paint.js'
import type { RunView } from './run-view.js'
import { tell, tellNow, tellStart } from './story.js'
import type { Output } from './terminal.js'

const HEARTBEAT_MS = 30_000

/** One line an event and a sign of life every 30 s, so that no CI takes silence for death; ASCII, nothing is redrawn. */
export const openPlainView = (output: Pick<Output, 'write'>, clock: Clock): RunView => {
  let state = live.start()
  const closed = new AbortController()
  let startedAt = 0
  let seen = clock.now()
  const say = (t: number, topic: string, text: string) => {
    const time = new Date(startedAt + t).toISOString().slice(11, 19)
    output.write(toAscii(`${time} ${topic.padEnd(9)} ${text}\n`))
  }
  void everySoOften(clock, closed.signal, () => {
    const { phase } = state
    if (phase === null) return
    const now = state.lastMs + clock.now() - seen
    const share = `${Math.round((now - phase.fromMs) / 1000)}/${Math.round(phase.durationMs / 1000)} s`
    say(now, phase.name, `${share}: ${tellNow(state, now)}`)
  })
  return {
    show(entry) {
      state = live.next(state, entry)
      seen = clock.now()
      if (entry.type === 'run.started') {
        startedAt = Date.parse(entry.at)
        output.write(toAscii(`${tellStart(entry)}\n`))
      }
      const line = tell(entry, state)
      if (line !== null) say(entry.t, line.topic, line.mark === '✖' ? `✖ ${line.text}` : line.text)
    },
    close: () => closed.abort(),
  }
}

const everySoOften = async (clock: Clock, signal: AbortSignal, act: () => void): Promise<void> => {
  try {
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, signal)
      act()
    }
  } catch {
    // The view was closed.
  }
}
