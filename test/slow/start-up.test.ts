import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/cli.js'
import { answering, smallExperiment } from '../support/small-experiment.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bare = ['-e', '0']
const help = ['bin/fallacy.js', '--help']
const validate = ['bin/fallacy.js', 'validate', 'experiments/01-first-fault.yaml']
const BEYOND_NODE_MS = 150

const timeOf = (args: readonly string[]): number => {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' })
  expect(status).toBe(0)
  return performance.now() - start
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

test.each([
  ['--help', help],
  ['validate', validate],
])('%s answers within 150 ms beyond what bare Node takes to start', (name, args) => {
  // In turn, so that what else the machine does meets both.
  const pairs = Array.from({ length: 15 }, () => [timeOf(bare), timeOf(args)] as const)
  const [node, ours] = [median(pairs.map(([node]) => node)), median(pairs.map(([, ours]) => ours))]
  console.log(`${name}: ${Math.round(ours - node)} ms beyond the ${Math.round(node)} ms of bare Node`)
  expect(ours - node).toBeLessThan(BEYOND_NODE_MS)
})

const freePort = async (): Promise<number> => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const answers = (port: number) =>
  new Promise<boolean>(resolve => {
    const request = http.get({ host: '127.0.0.1', port, agent: false }, response => {
      response.resume().on('end', () => resolve(response.statusCode === 200))
    })
    request.on('error', () => resolve(false))
  })

test('a run of one proxy answers the first request within 250 ms beyond what bare Node takes to start', async () => {
  using upstream = await answering()
  const firstReply = async () => {
    const port = await freePort()
    const text = smallExperiment(upstream.url).replace('{upstream:', `{listen: "127.0.0.1:${port}", upstream:`)
    using folder = temporaryFolder({ 'x.yaml': text })
    const start = performance.now()
    const run = spawn(process.execPath, [`${root}bin/fallacy.js`, 'run', 'x.yaml'], {
      cwd: folder.path,
      stdio: 'ignore',
    })
    const ended = once(run, 'exit')
    while (!(await answers(port))) await new Promise(resolve => setTimeout(resolve, 2))
    const ms = performance.now() - start
    run.kill('SIGTERM')
    await ended
    return ms
  }
  const pairs: (readonly [number, number])[] = []
  for (let time = 0; time < 9; time++) pairs.push([timeOf(bare), await firstReply()])
  const [node, ours] = [median(pairs.map(([node]) => node)), median(pairs.map(([, ours]) => ours))]
  console.log(`first reply: ${Math.round(ours - node)} ms beyond the ${Math.round(node)} ms of bare Node`)
  expect(ours - node).toBeLessThan(250)
})
