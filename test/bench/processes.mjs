// Starts, asks and ends the processes of a benchmark, proxies on one core and all else on another where that can be had.
import { execFile, spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const pins = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0,1', 'true']).status === 0
const pinned = (core, command) => (pins ? ['taskset', '-c', String(core), ...command] : command)
const CORES = { origin: 0, proxy: 1 }
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))

/** A port that was free a moment ago, and the one after it. */
export const freePort = async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

const answers = port =>
  new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1')
    const settle = ok => {
      socket.destroy()
      resolve(ok)
    }
    socket.once('connect', () => settle(true)).once('error', () => settle(false))
  })

/** Resolves when it takes connections, with null when it does not within 10 s. */
export const started = async (core, command, port) => {
  const [program, ...args] = pinned(CORES[core], command.map(String))
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', process.env.BENCH_DEBUG ? 'inherit' : 'ignore'] })
  let gone = false
  child.once('error', () => (gone = true)).once('exit', () => (gone = true))
  const stop = async () => {
    if (!gone) child.kill('SIGTERM')
    for (let waited = 0; !gone && waited < 2_000; waited += 20) await sleep(20)
    if (!gone) child.kill('SIGKILL')
  }
  for (let waited = 0; !gone && waited < 10_000; waited += 50) {
    if (await answers(port)) return { pid: child.pid, port, stop }
    await sleep(50)
  }
  await stop()
  return null
}

const descendants = pid => [
  pid,
  ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .flatMap(descendants),
]

/** CPU time of a process and its children in µs; NaN where there is no /proc. A tick of the kernel is 10 ms. */
export const cpuOf = pid => {
  try {
    return descendants(pid).reduce((sum, one) => {
      const stat = readFileSync(`/proc/${one}/stat`, 'latin1')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return sum + (Number(fields[11]) + Number(fields[12])) * 10_000
    }, 0)
  } catch {
    return Number.NaN
  }
}

/** What one load finds. Rejects when the generator does not end well. */
export const loaded = async job => {
  const generator = fileURLToPath(new URL('load.mjs', import.meta.url))
  const [program, ...args] = pinned(CORES.origin, [process.execPath, generator, JSON.stringify(job)])
  const { stdout } = await promisify(execFile)(program, args, { timeout: 90_000 })
  return JSON.parse(stdout)
}
