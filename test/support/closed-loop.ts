import net from 'node:net'

export interface ClosedLoop {
  /** Goes on for `ms`, then lets every request in flight finish. */
  run(ms: number): Promise<void>
  replies(): number
  /** What went wrong, the first hundred. */
  errors(): readonly string[]
  close(): Promise<void>
}

const REQUEST = 'GET /1k HTTP/1.1\r\nHost: soak.test\r\n\r\n'

/** So many raw keep-alive connections, each with one request at a time, each reply checked to its last byte. */
export const closedLoop = (port: number, { connections, body }: { connections: number; body: string }): ClosedLoop => {
  const errors: string[] = []
  let replies = 0
  const fail = (why: string) => {
    if (errors.length < 100) errors.push(why)
  }
  const clients = Array.from({ length: connections }, () => client(port, body, fail, () => replies++))
  return {
    replies: () => replies,
    errors: () => errors,
    async run(ms) {
      const stopped = clients.map(one => one.start())
      await new Promise(resolve => setTimeout(resolve, ms))
      for (const one of clients) one.stop()
      await Promise.all(stopped)
    },
    close: async () => {
      for (const one of clients) one.close()
    },
  }
}

const client = (port: number, body: string, fail: (why: string) => void, replied: () => void) => {
  const socket = net.connect(port, '127.0.0.1')
  let text = ''
  let going = false
  let closing = false
  let idle = () => {}
  const next = () => {
    if (going) socket.write(REQUEST)
    else idle()
  }
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
    if (!text.endsWith(`\r\n\r\n${body}`)) return
    if (!text.startsWith('HTTP/1.1 200 OK\r\n')) fail(text.slice(0, 100))
    text = ''
    replied()
    next()
  })
  const broken = (why: string) => () => {
    if (!closing) fail(why)
    idle()
  }
  socket.on('error', error => fail(error.message)).on('close', broken('the connection was closed'))
  return {
    start: () => {
      going = true
      next()
      return new Promise<void>(resolve => {
        idle = resolve
      })
    },
    stop: () => {
      going = false
    },
    close: () => {
      closing = true
      socket.destroy()
    },
  }
}
