import type net from 'node:net'

/** How a connection ended, as its reader saw it: FIN, RST, or not yet. */
export type Ending = 'open' | 'fin' | 'reset'

/** One end of a TCP connection: exact bytes out, exact bytes in. Text is latin1, so that every byte is one character. */
export interface RawPeer extends AsyncDisposable {
  readonly socket: net.Socket
  /** Everything received so far and not taken yet. */
  readonly received: Buffer
  readonly text: string
  readonly ending: Ending
  /** Arrivals in ms since the connection was there, by the machine's clock. */
  readonly arrivals: readonly { readonly atMs: number; readonly bytes: number }[]
  /** Resolves when the bytes are with the kernel. */
  send(bytes: string | Uint8Array): Promise<void>
  /** Waits until what was received holds `mark`, or that many bytes; rejects after `ms` or when the connection ends first. */
  until(mark: string | RegExp | number, ms?: number): Promise<string>
  /** Waits for FIN or RST; rejects after `ms`. */
  ended(ms?: number): Promise<'fin' | 'reset'>
  /** Forgets what was received so far and returns it. */
  take(): string
  /** Half-closes: FIN after what was sent. */
  finish(): void
  reset(): void
  /** Stops and starts reading. */
  pause(): void
  resume(): void
}

/** Wraps a connected socket that nobody else reads. */
export const rawPeer = (socket: net.Socket): RawPeer => {
  const chunks: Buffer[] = []
  const arrivals: { atMs: number; bytes: number }[] = []
  const watchers = new Set<() => void>()
  const start = performance.now()
  let ending: Ending = 'open'
  const tell = () => {
    for (const watcher of watchers) watcher()
  }
  const end = (how: 'fin' | 'reset') => {
    if (ending === 'open') ending = how
    tell()
  }
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    arrivals.push({ atMs: performance.now() - start, bytes: chunk.length })
    tell()
  })
  socket.on('end', () => end('fin'))
  socket.on('error', () => end('reset'))
  socket.on('close', broken => end(broken ? 'reset' : 'fin'))

  const received = () => {
    if (chunks.length > 1) chunks.splice(0, chunks.length, Buffer.concat(chunks))
    return chunks[0] ?? Buffer.alloc(0)
  }
  const text = () => received().toString('latin1')
  const wait = <T>(what: string, ms: number, look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        watchers.delete(watcher)
      }
      const fail = (why: string) => {
        leave()
        reject(new Error(`${why} while waiting for ${what}; received ${JSON.stringify(text().slice(-500))}`))
      }
      const watcher = () => {
        const found = look()
        if (found !== undefined) {
          leave()
          resolve(found)
        } else if (ending !== 'open') fail(`the connection ended (${ending})`)
      }
      const timer = setTimeout(() => fail(`${ms} ms passed`), ms)
      watchers.add(watcher)
      watcher()
    })
  const holds = (mark: string | RegExp | number) => {
    if (typeof mark === 'number') return received().length >= mark
    return typeof mark === 'string' ? text().includes(mark) : mark.test(text())
  }
  return {
    socket,
    arrivals,
    get received() {
      return received()
    },
    get text() {
      return text()
    },
    get ending() {
      return ending
    },
    send: bytes =>
      new Promise((resolve, reject) => {
        const data = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
        socket.write(data, error => (error ? reject(error) : resolve()))
      }),
    until: (mark, ms = 15_000) => wait(String(mark), ms, () => (holds(mark) ? text() : undefined)),
    ended: (ms = 15_000) => wait('the end', ms, () => (ending === 'open' ? undefined : ending)),
    take() {
      const all = text()
      chunks.length = 0
      return all
    },
    finish: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    async [Symbol.asyncDispose]() {
      socket.destroy()
    },
  }
}
