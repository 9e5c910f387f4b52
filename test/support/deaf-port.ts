import { spawn } from 'node:child_process'
import net from 'node:net'

export interface DeafPort extends AsyncDisposable {
  readonly port: number
}

/** A port whose queue of connections is full and whose owner stands still: a connection is neither made nor refused. */
export const deafPort = async (): Promise<DeafPort> => {
  const program =
    'const s = require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => console.log(s.address().port))'
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<number>(resolve => child.stdout.once('data', data => resolve(Number(data))))
  child.kill('SIGSTOP')
  const fillers: net.Socket[] = []
  for (let made = true; made; ) {
    const filler = net.connect({ port, host: '127.0.0.1' }).on('error', () => {})
    fillers.push(filler)
    made = await isMade(filler)
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const filler of fillers) filler.destroy()
      child.kill('SIGKILL')
      await new Promise(resolve => child.once('exit', resolve))
    },
  }
}

/** The kernel answers at once or not at all. */
const isMade = async (socket: net.Socket): Promise<boolean> => {
  await new Promise(resolve => setTimeout(resolve, 200))
  await new Promise(resolve => setImmediate(resolve))
  return !socket.connecting
}
