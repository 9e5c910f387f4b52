// Over 150 lines: who may do what: roles, tokens and the page are one question.
import http from 'node:http'
import { afterEach, expect, test } from 'vitest'
import type { GameDayPlan } from '../../src/core/game-day.js'
import { openControl } from '../../src/gameday/control.js'
import { POLICY } from '../../src/gameday/page/page.js'
import type { Role } from '../../src/gameday/role.js'
import { buildReport } from '../../src/run/report.js'
import { type Asking, ask } from '../support/ask.js'
import { sitDown } from '../support/game-day.js'
import { manualClock } from '../support/manual-clock.js'
import { storyOf } from '../support/stories.js'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** The control port of a run that nobody conducts. */
const opened = async (parts: Partial<GameDayPlan> = {}, operatorToken: string | null = null) => {
  const run = sitDown(parts)
  const clock = manualClock()
  const listen = { host: '127.0.0.1', port: 0 }
  const control = await openControl({ desk: run.desk, clock, listen, operatorToken, folder: '/runs/1' })
  closers.push(control.close)
  run.journal.subscribe(control.read)
  const tokenOf = (role: Role) => control.links[role].split('#')[1] ?? ''
  const as = (role: Role) => ({ authorization: `Bearer ${tokenOf(role)}` })
  const order = (role: Role, body: object, headers: Record<string, string> = {}) =>
    ask(`${control.origin}/v1/orders`, {
      method: 'POST',
      body: { by: 'Bo', ...body },
      headers: { ...as(role), ...headers },
    })
  const get = (path: string, asking: Asking = {}) => ask(`${control.origin}${path}`, asking)
  const cookie = async (role: Role) => {
    const { headers } = await ask(`${control.origin}/v1/session`, { method: 'POST', body: {}, headers: as(role) })
    return String(headers['set-cookie'])
  }
  return { ...run, clock, control, tokenOf, as, order, get, cookie }
}

test('an operator ticks, predicts, opens the gate and halts, and each is a fact', async () => {
  const { order, wait, told, halts } = await opened()
  const open = wait('inject')
  expect(await order('operator', { do: 'open' })).toMatchObject({ status: 409 })
  for (const item of ['dashboards open', 'support informed']) await order('operator', { do: 'tick', item })
  await order('reporter', { do: 'predict', expects: { usable: 'fail' }, why: 'small pool' })
  expect((await order('operator', { do: 'open' })).text).toBe('{"done":"open"}\n')
  expect(await open).toBe('Bo')
  expect((await order('operator', { do: 'halt' })).status).toBe(200)
  expect(halts).toEqual(['Bo: '])
  expect(told).toEqual(['checklist.ticked', 'checklist.ticked', 'prediction.made'])
})

test('reporters write down and observers watch: neither lets a fault in nor ends the run', async () => {
  const { order, told } = await opened()
  for (const what of ['open', 'halt']) expect((await order('reporter', { do: what })).status).toBe(403)
  expect((await order('observer', { do: 'note', text: 'x' })).text).toBe('{"error":"an observer may not note"}\n')
  expect((await order('reporter', { do: 'note', text: 'paged' })).status).toBe(200)
  expect(told).toEqual(['note.taken'])
})

test('an order that is none says what was expected', async () => {
  const { order, told, get, as } = await opened()
  expect(await order('operator', { do: 'dance' })).toMatchObject({ status: 400 })
  expect((await order('operator', { do: 'note', text: 'x', by: ' ' })).text).toContain('expected some words')
  expect((await order('operator', { do: 'note', text: 'x'.repeat(501) })).text).toContain('at most 500')
  expect((await order('operator', { do: 'note', text: 'x'.repeat(20_000) })).status).toBe(413)
  const headers = { ...as('operator'), 'content-type': 'application/json' }
  expect(await get('/v1/orders', { method: 'POST', headers })).toMatchObject({ status: 400 })
  expect(told).toEqual([])
})

test('nothing is told without a token, nor with one of another run', async () => {
  const { get, order } = await opened()
  const other = await opened()
  for (const headers of [{}, { authorization: 'Bearer x' }, other.as('operator'), { cookie: 'fallacy-1=x' }]) {
    for (const path of ['/v1/state', '/v1/events']) expect((await get(path, { headers })).status).toBe(401)
    expect((await get('/', { headers })).text).toContain('Open the whole link')
  }
  expect((await order('operator', { do: 'halt' }, other.as('operator'))).status).toBe(401)
})

test('a token is exchanged for a cookie that no script sees and no other site sends, and that only reads', async () => {
  const { get, cookie, control } = await opened()
  const set = await cookie('operator')
  expect(set).toMatch(/^fallacy-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
  const headers = { cookie: set.split(';')[0] ?? '' }
  expect(JSON.parse((await get('/v1/state', { headers })).text)).toMatchObject({ role: 'operator', doing: 'preflight' })
  const halt = { method: 'POST', headers, body: { do: 'halt', by: 'Bo' } }
  expect(await ask(`${control.origin}/v1/orders`, halt)).toMatchObject({ status: 401 })
  expect(await get('/v1/session', { method: 'POST', body: {} })).toMatchObject({ status: 401 })
})

test('a page of somebody else changes nothing, even if it had the token', async () => {
  const { order, halts, get, as } = await opened()
  for (const headers of [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'content-type': 'text/plain' },
  ] as Record<string, string>[])
    expect([403, 415]).toContain((await order('operator', { do: 'halt' }, headers)).status)
  const evil = { ...as('operator'), host: 'evil.example' }
  expect((await order('operator', { do: 'halt' }, evil)).status).toBe(403)
  expect((await get('/v1/orders', { headers: as('operator') })).status).toBe(405)
  expect((await get('/v1/nothing', { headers: as('operator') })).status).toBe(404)
  expect(halts).toEqual([])
})

test('the page runs nothing but our script, and has what its holder may do', async () => {
  const { get, as } = await opened()
  const page = async (role: Role) => get('/', { headers: as(role) })
  const operator = await page('operator')
  expect(operator.headers['content-security-policy']).toBe(POLICY)
  expect(operator.text).toContain('id="halt"')
  for (const role of ['reporter', 'observer'] as const) expect((await page(role)).text).not.toContain('id="halt"')
  expect((await page('reporter')).text).toContain('data-form="note"')
  expect((await page('observer')).text).not.toContain('<form')
  for (const { text } of [operator, await page('observer')]) expect(text).not.toMatch(/<script>|\sstyle=|\son\w+=/)
  expect((await get('/page.js')).headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect((await get('/page.css')).status).toBe(200)
})

test('what people write is text on the page, whatever it is', async () => {
  const { order, get, as } = await opened()
  await order('reporter', { do: 'note', text: '<img src=x onerror=alert(1)>', by: '"><script>' })
  const { text } = await get('/', { headers: as('observer') })
  expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;')
  expect(text).not.toContain('<img')
})

test('blind: observers are not told which faults there are, until the end', async () => {
  const { get, as, control } = await opened({ blind: true })
  const state = async (role: Role) => (await get('/v1/state', { headers: as(role) })).text
  expect(JSON.parse(await state('operator')).faults).toHaveLength(1)
  expect(JSON.parse(await state('observer')).faults).toBeNull()
  expect((await get('/', { headers: as('observer') })).text).not.toContain('latency on payments')
  control.finish(buildReport(storyOf('gameDay')))
  expect(JSON.parse(await state('observer')).faults).toHaveLength(1)
})

/** What a stream says, until it ends. */
const follow = (url: string, headers: Record<string, string>) => {
  const heard: { regions: Record<string, string>; ended: boolean }[] = []
  const ended = new Promise<void>((resolve, reject) => {
    http
      .get(url, { headers, agent: false }, async response => {
        let text = ''
        for await (const chunk of response) {
          text += chunk
          const events = text.split('\n\n')
          text = events.pop() ?? ''
          for (const event of events) heard.push(JSON.parse(event.slice('data: '.length)))
        }
        resolve()
      })
      .on('error', reject)
  })
  return { heard, ended }
}

test('onlookers hear each second, at each order only of what changed, and of the end', async () => {
  const { control, as, order, clock, journal } = await opened()
  const { heard, ended } = follow(`${control.origin}/v1/events?as=html`, as('observer'))
  await expect.poll(() => heard.length).toBe(1)
  expect(Object.keys(heard[0]?.regions ?? {})).toContain('measures')
  await order('reporter', { do: 'note', text: 'paged' })
  await expect.poll(() => heard.length).toBe(2)
  expect(Object.keys(heard[1]?.regions ?? {})).toEqual(['notes'])
  journal.append({ type: 'phase.started', phase: 'inject', kind: 'inject', durationMs: 40_000, settleMs: 0 })
  await clock.advance(1_000)
  await expect.poll(() => heard.length).toBe(3)
  expect(heard[2]?.regions.now).toContain('0:01')
  control.finish(buildReport(storyOf('gameDay')))
  await ended
  expect(heard.at(-1)).toMatchObject({ ended: true, regions: { now: expect.stringContaining('halted by Anna') } })
})

test('a token of the file lets operators in, and no token is in the page', async () => {
  const { tokenOf, get, as } = await opened({}, 'correct-horse-battery-staple')
  expect(tokenOf('operator')).toBe('correct-horse-battery-staple')
  const { text } = await get('/', { headers: as('operator') })
  for (const role of ['operator', 'reporter', 'observer'] as const) expect(text).not.toContain(tokenOf(role))
})
