import type { Json } from '../../../src/core/json.js'
import { seeded } from '../../../src/core/random.js'
import { webSocketPairs } from '../../support/websocket-pairs.js'
import { eventually, faultNamed, withProxy } from '../../support/with-proxy.js'
import { mutate } from '../http2/mutate.js'
import { type Frames, frameOf, framesIn } from './frames.js'

const AT_ONCE = 40

/** Messages of many shapes, with control frames between their fragments; some with a length of 64 bits. */
const conversation = (name: string, isMasked: boolean, isLong: boolean): readonly Buffer[] => [
  frameOf({ isMasked, opcode: 1, payload: `${name} one` }),
  frameOf({ isMasked, opcode: 9, payload: `${name} ping` }),
  frameOf({ isMasked, opcode: 1, payload: `${name} two, `, isFinal: false }),
  frameOf({ isMasked, opcode: 10, payload: '' }),
  frameOf({ isMasked, opcode: 0, payload: 'and on, ', isFinal: false }),
  frameOf({ isMasked, opcode: 0, payload: 'and over' }),
  frameOf({ isMasked, opcode: 2, payload: Buffer.alloc(300, name) }),
  ...(isLong ? [frameOf({ isMasked, opcode: 2, payload: Buffer.alloc(66_000, name) })] : []),
  frameOf({ isMasked, opcode: 1, payload: '', isFinal: false }),
  frameOf({ isMasked, opcode: 0, payload: `${name} three` }),
  frameOf({ isMasked, opcode: 8, payload: Buffer.from([3, 232]) }),
]

/** What is done to whole messages: the messages that are to arrive for those that were sent. Null: no fault at all. */
const FATES: readonly (readonly [options: Json | null, fate: (messages: readonly string[]) => readonly string[]])[] = [
  [null, messages => messages],
  [{ action: 'drop', nth: 1_000_000 }, messages => messages],
  [{ action: 'drop' }, () => []],
  [{ action: 'duplicate' }, messages => messages.flatMap(one => [one, one])],
]

export interface Found {
  readonly seed: number
  readonly at: number
  readonly direction: string
  readonly wrong: unknown
}

/**
 * Sends so many mutated conversations, half of them up and half down, through no fault and through faults that take
 * messages apart. Wrong: bytes that are lost, new or elsewhere; a message that is whole and was not sent as one; one that
 * was sent and meets another fate; an end that is not passed on; an exchange that stays open.
 */
export const webSocketMutations = async (count: number, seed: number): Promise<readonly Found[]> => {
  const found: Found[] = []
  for (const [number, [options, fate]] of FATES.entries()) {
    const share = Math.ceil(count / 2 / FATES.length)
    found.push(...(await through(options, fate, { share, seed, first: number * share })))
  }
  return found
}

const through = async (
  options: Json | null,
  fate: (messages: readonly string[]) => readonly string[],
  { share, seed, first }: { readonly share: number; readonly seed: number; readonly first: number },
): Promise<readonly Found[]> => {
  await using pairs = await webSocketPairs()
  await using proxy = await withProxy({ upstream: pairs.url })
  if (options !== null)
    for (const direction of ['up', 'down']) proxy.inject(faultNamed('message', Object.assign({ direction }, options)))
  const found: Found[] = []
  const one = async (at: number) => {
    const random = seeded(seed).fork('websocket', at)
    const up = mutate(conversation(`u${at}`, true, at % 10 === 0), random.fork('up'))
    const down = mutate(conversation(`d${at}`, false, at % 10 === 0), random.fork('down'))
    await using pair = await pairs.open(proxy.port)
    const { client, server } = pair
    const breaks = at % 5 === 4
    await Promise.all([client.send(up), server.send(down)].map(sent => sent.catch(() => {})))
    for (const peer of [client, server]) breaks ? peer.reset() : peer.finish()
    if (breaks) return
    const ends = await Promise.all([client.ended(), server.ended()])
    const arrived = { up: server.received, down: client.received }
    const sent = { up, down }
    for (const direction of ['up', 'down'] as const) {
      const wrong = whatIsWrong(sent[direction], arrived[direction], options === null, fate)
      if (wrong !== null || ends.join() !== 'fin,fin') found.push({ seed, at, direction, wrong: wrong ?? ends })
    }
  }
  let at = first
  const worker = async () => {
    while (at < first + share && found.length < 5) await one(at++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  await eventually(
    () => proxy.facts('exchange.closed').length,
    closed => closed === proxy.facts('exchange.opened').length,
  )
  return found
}

const whatIsWrong = (
  sent: Buffer,
  arrived: Buffer,
  isUntouched: boolean,
  fate: (messages: readonly string[]) => readonly string[],
): unknown => {
  if (isUntouched) return sent.equals(arrived) ? null : { sent: sent.length, arrived: arrived.length }
  const [before, after] = [framesIn(sent), framesIn(arrived)]
  const expected: Frames = { ...before, messages: fate(before.messages) }
  return JSON.stringify(after) === JSON.stringify(expected) ? null : { expected, after }
}
