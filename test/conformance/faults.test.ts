// Over 150 lines: what every fault keeps, whatever it does: one contract.
import { describe, expect, test } from 'vitest'
import { type Body, collect } from '../../src/core/body.js'
import { Cut } from '../../src/core/exchange.js'
import type { SealedFault } from '../../src/core/fault.js'
import { seeded } from '../../src/core/random.js'
import { faults } from '../../src/faults/index.js'
import { bytesFrom, exchangeOf, type Hit, hitBy, replyOf, type Source, sourceOf, turn } from '../support/hit.js'

const LOSES = /\b(loses?|ends|answers)\b/i
/** What arrives then is another body. */
const CHANGES = /\bchanges\b/i
const CHUNK = 1_000
const CHUNKS = 20
const LENGTH = ['Content-Length', String(CHUNK * CHUNKS)] as const

const cases = faults.flatMap(fault => fault.examples.map(example => ({ fault, name: fault.name, example })))

const boundTo = (fault: SealedFault, options: unknown) => {
  const bound = fault.bind(options)
  if (!bound.ok) throw new Error(bound.issues.map(({ message }) => message).join('; '))
  return bound.value
}

describe.each(faults.map(fault => [fault.name, fault] as const))('%s', (_, fault) => {
  test('its summary is one sentence, its first example is short, and it says what a client sees and what is like it', () => {
    expect(fault.summary).toMatch(/^[A-Z][^.]*\.$/)
    expect(JSON.stringify(fault.examples[0]).length).toBeLessThan(60)
    expect([fault.seen, fault.peers].every(text => text !== '')).toBe(true)
  })

  test.each([
    ['an unknown option', { nonsense: '1s' }, /expected (one of|no options, as) .*, found "nonsense"/],
    ['a scalar', 'fast', /expected (a mapping with|no options, as) .*, found "fast"/],
    ['nothing', null, /expected (a mapping with|no options, as) .*, found null/],
  ])('%s is refused by what was expected and what was found', (_, options, message) => {
    const bound = fault.bind(options)
    expect(bound.ok ? [] : bound.issues.map(issue => issue.message)).toContainEqual(expect.stringMatching(message))
  })
})

test.each(cases)('$name $example draws the same dose from the same seed, and it is JSON', ({ fault, example }) => {
  const bound = boundTo(fault, example)
  const dose = (seed: number) => bound.draw(seeded(seed)).dose
  expect(dose(7)).toEqual(dose(7))
  expect(JSON.parse(JSON.stringify(dose(7)))).toEqual(dose(7))
})

const growing = cases.filter(({ fault, example }) => boundTo(fault, example).grows)

test.each(growing)(
  '$name $example has less of a dose at less of its strength, and all of it at all',
  ({ fault, example }) => {
    const bound = boundTo(fault, example)
    const dose = (share: number) => bound.draw(seeded(7), share).dose
    expect(dose(1)).toEqual(bound.draw(seeded(7)).dose)
    expect(dose(0.5)).not.toEqual(dose(1))
    expect(JSON.parse(JSON.stringify(dose(0.5)))).toEqual(dose(0.5))
  },
)

const onExchanges = cases.filter(({ fault, example }) => boundTo(fault, example).reach === 'exchange')

describe.each(onExchanges)('$name $example', ({ fault, name, example }) => {
  test('streams: it holds one chunk or what it says, and what it lets through is in order', async () => {
    const { up, down, ending, sources } = await passage(hitBy(name, example), 'time passes')
    const most = Math.max(CHUNK, fault.holds)
    for (const { held } of [up, down]) expect(Math.max(0, ...held)).toBeLessThanOrEqual(most)
    if (CHANGES.test(fault.summary)) return
    const relayed = [up, ...(sources[1].pulled > 0 ? [down] : [])]
    for (const { bytes } of relayed) expect(bytes.equals(bytesFrom(0, bytes.length))).toBe(true)
    const whole = up.bytes.length === CHUNK * CHUNKS && down.bytes.length === CHUNK * CHUNKS && ending === 'well'
    if (!whole) expect(fault.summary).toMatch(LOSES)
  })

  test('lets go at once when it is lifted, and whatever it does then needs no more time', async () => {
    const hit = hitBy(name, example)
    const passing = passage(hit, 'time stands still')
    await turn()
    hit.lift()
    await turn(1)
    expect(hit.clock.sleepers).toBe(0)
    const { up, down, ending } = await passing
    const whole = up.bytes.length === CHUNK * CHUNKS && down.bytes.length === CHUNK * CHUNKS
    if (!/loses|answers|changes/i.test(fault.summary)) expect(whole || ending === 'cut').toBe(true)
  })

  test('leaves no sleeper behind when the exchange ends', async () => {
    const hit = hitBy(name, example)
    const exchange = exchangeOf({ method: 'POST', body: sourceOf(CHUNKS) })
    const passing = passage(hit, 'time stands still', exchange)
    await turn()
    exchange.abort()
    await turn(1)
    expect(hit.clock.sleepers).toBe(0)
    await passing
  })

  test('closes what it reads from, whether it ends the exchange or the client reads no further', async () => {
    const hit = hitBy(name, example)
    const { sources } = await passage(hit, 'time passes')
    const asked = sources.filter(({ pulled }) => pulled > 0)
    expect(asked.every(({ closed }) => closed)).toBe(true)
    const reply = sourceOf(CHUNKS)
    const left = await passage(hitBy(name, example), 'time passes', exchangeOf(), reply, 1)
    if (left.down.bytes.length > 0 && reply.pulled > 0) expect(reply.closed).toBe(true)
  })

  test('journals only JSON of what it did', async () => {
    const hit = hitBy(name, example)
    await passage(hit, 'time passes')
    for (const { actual } of hit.facts('fault.acted')) expect(JSON.parse(JSON.stringify(actual))).toEqual(actual)
    for (const { why } of hit.facts('fault.missed')) expect(why).toMatch(/\w/)
  })
})

interface Reading {
  readonly bytes: Buffer
  /** At each delivery: how much more the fault had pulled than it had passed on. */
  readonly held: readonly number[]
}

/** Reads a body to its end, or `most` chunks of it. */
const read = async (body: Body, source: Source, into: Buffer[], held: number[], most = Number.POSITIVE_INFINITY) => {
  let bytes = 0
  for await (const chunk of body) {
    into.push(Buffer.from(chunk))
    bytes += chunk.length
    held.push(source.pulled - bytes)
    if (into.length >= most) return
  }
}

/** One exchange with 20 chunks each way through one fault. The upstream reads the request, then replies. */
const passage = async (
  hit: Hit,
  time: 'time passes' | 'time stands still',
  exchange = exchangeOf({ method: 'POST', headers: [LENGTH], body: sourceOf(CHUNKS) }),
  reply = sourceOf(CHUNKS),
  most = Number.POSITIVE_INFINITY,
) => {
  const [up, down]: [Buffer[], Buffer[]] = [[], []]
  const [heldUp, heldDown]: [number[], number[]] = [[], []]
  // The fault is given this very source by `exchangeOf`.
  const request = (exchange.request.body ?? sourceOf(0)) as Source
  let asked = 0
  const go = async () => {
    const replied = await hit.through(exchange, async here => {
      if (++asked > 1) return replyOf(sourceOf(CHUNKS), [LENGTH])
      if (here.request.body !== null) await read(here.request.body, request, up, heldUp)
      return replyOf(reply, [LENGTH])
    })
    if (replied.isInjected) await collect(replied.body)
    else await read(replied.body, reply, down, heldDown, most)
  }
  let over = false
  const going = go().then(
    () => 'well' as const,
    (error: unknown) => (error instanceof Cut ? ('cut' as const) : ('aborted' as const)),
  )
  const ended = going.finally(() => {
    over = true
  })
  for (let n = 0; time === 'time passes' && !over && n < 100; n++) {
    await hit.clock.advance(1_000)
    if (n === 90) hit.lift()
  }
  const ending = await ended
  await turn()
  const reading = (bytes: Buffer[], held: number[]): Reading => ({ bytes: Buffer.concat(bytes), held })
  return { up: reading(up, heldUp), down: reading(down, heldDown), ending, sources: [request, reply] as const }
}
