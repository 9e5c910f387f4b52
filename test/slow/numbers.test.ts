import http from 'node:http'
import { expect, test } from 'vitest'
import { seeded } from '../../src/core/random.js'
import { inTurns } from '../support/in-turns.js'
import { measured } from '../support/measured.js'

const REQUESTS = Number(process.env.FALLACY_REQUESTS ?? 100_000)

const ask = (port: number, path: string, agent: http.Agent) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent }, response => {
      let text = ''
      response.setEncoding('latin1').on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    request.on('error', reject)
  })

test(`of ${REQUESTS} requests none is lost, doubled or answered with another's reply, and the journal counts them all`, async () => {
  const seen = new Uint8Array(REQUESTS)
  await using both = await measured((request, response) => {
    const id = Number(request.url?.slice(1))
    seen[id] = (seen[id] ?? 0) + 1
    response.end(`reply ${id}`)
  })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  const wrong: unknown[] = []
  await inTurns(REQUESTS, 64, async id => {
    const reply = await ask(both.proxy.port, `/${id}`, agent)
    if (reply.text !== `reply ${id}`) wrong.push({ id, ...reply })
  })
  agent.destroy()
  expect(wrong).toEqual([])
  expect(seen.every(times => times === 1)).toBe(true)
  expect((await both.proxy.held()).ends).toEqual({ complete: REQUESTS })
})

test('an origin that drops idle connections at random fails none of 10,000 GETs', async () => {
  const random = seeded(7)
  await using both = await measured((request, response) => {
    response.end('ok')
    response.on('finish', () => {
      if (random.chance(0.5)) setTimeout(() => request.socket.destroy(), random.float() * 3)
    })
  })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })
  const failed: unknown[] = []
  await inTurns(10_000, 16, async index => {
    const { status } = await ask(both.proxy.port, '/', agent)
    if (status !== 200) failed.push(status)
    await new Promise(resolve => setTimeout(resolve, index % 4))
  })
  agent.destroy()
  expect(failed).toEqual([])
  expect(both.origin.accepted).toBeGreaterThan(1_000)
})
