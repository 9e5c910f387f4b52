import type { Tools } from '../../src/core/fault.js'
import type { Json } from '../../src/core/json.js'
import { manualClock } from './manual-clock.js'

/** Tools of a hit that nothing lifts, outside of any proxy; what it journals is kept. */
export const toolsFor = () => {
  const clock = manualClock()
  const missed: string[] = []
  const acted: Json[] = []
  const tools: Tools = {
    ...{ clock, lifted: new AbortController().signal },
    wait: (ms, { signal }) => clock.sleep(ms, signal).then(() => true),
    state: (_, create) => create(),
    acted: actual => void acted.push(actual),
    missed: why => void missed.push(why),
    passed() {},
    hits: () => true,
    folder: '.',
    found() {},
  }
  return { tools, clock, missed, acted }
}
