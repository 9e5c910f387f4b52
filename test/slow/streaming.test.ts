import net from 'node:net'
import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { planeProcess } from '../support/plane-process.js'
import { head } from '../support/raw-client.js'
import { STREAMED } from '../support/streamed.js'

const SIZE = 1_000_000_000
const SECONDS = 60
const EVERY_S = 4
const MIB = 1024 ** 2
/** So many proxies at a time, each in a process of its own. */
const AT_ONCE = 6

/** Reads a reply at a rate, in bytes a second, for a while; how much it was. */
const readAt = (port: number, rate: number, seconds: number): Promise<number> =>
  new Promise(resolve => {
    const start = performance.now()
    let bytes = 0
    const socket = net.connect(port, '127.0.0.1')
    const over = () => {
      socket.destroy()
      clearTimeout(timer)
      resolve(bytes)
    }
    const timer = setTimeout(over, seconds * 1_000)
    socket.on('data', part => {
      bytes += part.length
      const early = (bytes / rate) * 1_000 - (performance.now() - start)
      if (early < 5) return
      socket.pause()
      setTimeout(() => socket.resume(), early)
    })
    socket.on('error', over).on('close', over)
    socket.write(head('GET /', 'Connection: close'))
  })

/** MiB that a proxy with this fault uses every few seconds while a long reply passes through it. */
const watch = async (upstream: URL, name: string) => {
  await using proxy = await planeProcess(upstream, { [name]: STREAMED[name] ?? {} })
  let over = false
  const reading = readAt(proxy.port, SIZE / SECONDS, SECONDS).finally(() => {
    over = true
  })
  const [rss, live]: [number[], number[]] = [[], []]
  while (!over) {
    await Promise.race([reading, new Promise(resolve => setTimeout(resolve, EVERY_S * 1_000))])
    const held = await proxy.held()
    rss.push(held.rss / MIB)
    live.push(held.live / MIB)
  }
  return { name, bytes: await reading, rss, live }
}

const shown = (values: readonly number[]) => values.map(Math.round).join(' ')
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test('while a reply of 1 GB takes a minute through each fault that streams, no memory grows', async () => {
  const chunk = Buffer.alloc(64 * 1024)
  await using origin = await httpOrigin((_, response) => {
    response.setHeader('Content-Length', SIZE)
    let left = SIZE
    const pour = () => {
      while (left > 0) {
        const part = chunk.subarray(0, left)
        left -= part.length
        if (!response.write(part)) return
      }
      response.end()
    }
    response.on('drain', pour)
    pour()
  })
  const names = Object.keys(STREAMED)
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const all = await Promise.all(names.slice(at, at + AT_ONCE).map(name => watch(origin.url, name)))
    for (const { name, bytes, rss, live } of all)
      console.info(`${name}: ${Math.round(bytes / 1e6)} MB; MiB live ${shown(live)}, resident ${shown(rss)}`)
    for (const { name, bytes, rss, live } of all) {
      expect(bytes, name).toBeGreaterThan(SIZE / 200)
      const third = Math.floor(rss.length / 3)
      expect(mean(rss.slice(-third)) - mean(rss.slice(third, -third)), `growth under ${name}`).toBeLessThan(24)
      expect(Math.max(...live), `held under ${name}`).toBeLessThan(64)
      expect(Math.max(...rss), `resident under ${name}`).toBeLessThan(160)
    }
  }
})
