import { execFile, spawn } from 'node:child_process'
import { freePorts } from '../../src/run/ports.js'
import { temporaryFolder } from './temporary-folder.js'

export interface Redis extends AsyncDisposable {
  readonly url: URL
}

/** A Redis of Debian's, in memory only. */
export const redisServer = async (): Promise<Redis> => {
  const [port = 0] = await freePorts(1)
  const folder = temporaryFolder()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder.path]
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise(resolve => server.once('exit', resolve))
  await new Promise<void>((resolve, reject) => {
    let said = ''
    server.stdout.on('data', data => {
      said += data
      if (said.includes('Ready to accept connections')) resolve()
    })
    void gone.then(() => reject(new Error(said)))
  })
  return {
    url: new URL(`tcp://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      server.kill('SIGKILL')
      await gone
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** What redis-cli says, and how long it took, in ms. */
export const redisCli = (port: number, ...command: readonly string[]): Promise<{ said: string; ms: number }> =>
  new Promise(resolve => {
    const start = performance.now()
    execFile('redis-cli', ['-h', '127.0.0.1', '-p', String(port), ...command], (_, stdout, stderr) =>
      resolve({ said: `${stdout}${stderr}`.trim(), ms: performance.now() - start }),
    )
  })
