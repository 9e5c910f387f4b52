import net from 'node:net'
import type { Clock } from '../core/clock.js'
import type { Journal } from '../core/journal.js'
import { BACKLOG, cannotBind } from './bind.js'

/** What a door is shut with. */
export interface Bolt {
  shut(): void
  open(): void
}

const AGAIN_MS = 50
const NEVER = new AbortController().signal

/** Takes a listening server off its port, so that SYN is answered by RST, and puts it back, however long that takes. */
export const boltOf = (
  server: net.Server,
  { id, host, port }: { readonly id: string; readonly host: string; readonly port: number },
  { clock, journal }: { readonly clock: Clock; readonly journal: Journal },
): Bolt => {
  let isOpen = true
  let isBusy = false
  const tell = (error: Error) => {
    const message = `proxy ${id}: ${cannotBind(error, host, port).message}: it tries on`
    journal.append({ type: 'warning.raised', message })
  }
  const settle = async () => {
    if (isBusy) return
    isBusy = true
    for (let tries = 0; isOpen !== server.listening; ) {
      // Not its own close: a server of HTTP would end idle connections as well.
      if (!isOpen) net.Server.prototype.close.call(server)
      else {
        const error = await listen(server, host, port)
        if (error !== null && tries++ === 0) tell(error)
        if (error !== null) await clock.sleep(AGAIN_MS, NEVER)
      }
    }
    isBusy = false
  }
  const turn = (open: boolean) => {
    isOpen = open
    void settle()
  }
  return { shut: () => turn(false), open: () => turn(true) }
}

const listen = (server: net.Server, host: string, port: number): Promise<Error | null> =>
  new Promise(resolve => {
    const over = (error: Error | null) => {
      server.off('error', over).off('listening', done)
      resolve(error)
    }
    const done = () => over(null)
    server.once('error', over).once('listening', done)
    server.listen({ host, port, backlog: BACKLOG })
  })
