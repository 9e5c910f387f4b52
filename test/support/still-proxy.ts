import { type ManualClock, manualClock } from './manual-clock.js'
import { type ProxySetting, type TestProxy, withProxy } from './with-proxy.js'

/** A proxy whose time stands still: what it holds is held until the test moves its clock, or lifts what holds it. */
export interface StillProxy extends AsyncDisposable {
  readonly proxy: TestProxy
  readonly clock: ManualClock
}

export const stillProxy = async (setting: Omit<ProxySetting, 'clock'>): Promise<StillProxy> => {
  const clock = manualClock()
  const proxy = await withProxy({ ...setting, clock })
  return {
    ...{ proxy, clock },
    async [Symbol.asyncDispose]() {
      let closed = false
      const closing = proxy.plane.close(0).finally(() => {
        closed = true
      })
      while (!closed) await clock.advance(100)
      await closing
    },
  }
}
