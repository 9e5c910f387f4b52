import type { Random } from '../core/random.js'
import type { LoadRequest, LoadSpec } from '../experiment/experiment.js'

/** A request of a load with everything drawn. */
export interface DrawnRequest {
  readonly name: string
  readonly method: LoadRequest['method']
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly expect: LoadRequest['expect']
}

/** The request at this place in the load's order: chosen by weight; the same seed gives the same requests. */
export const drawRequest = (spec: LoadSpec, random: Random, ordinal: number): DrawnRequest => {
  const { name, method, path, headers, body, expect } = choose(spec.requests, random.fork('request', ordinal).float())
  const numbers = random.fork('random.int', ordinal)
  const filled = (text: string) => withNumbers(text, numbers)
  const url = spec.baseUrl.replace(/\/$/, '') + filled(path)
  const fields = Object.entries({ ...spec.headers, ...headers }).map(([field, value]) => [field, filled(value)])
  return { name, method, url, headers: Object.fromEntries(fields), body: body === null ? null : filled(body), expect }
}

const choose = (requests: readonly LoadRequest[], at: number): LoadRequest => {
  let left = at * requests.reduce((sum, { weight }) => sum + weight, 0)
  const found = requests.find(({ weight }) => {
    left -= weight
    return left < 0
  })
  const chosen = found ?? requests.at(-1)
  if (chosen === undefined) throw new Error('a load has at least one request')
  return chosen
}

/** Replaces `${random.int(a,b)}`, both ends included. */
const withNumbers = (text: string, random: Random): string =>
  text.replace(/\$\{random\.int\(\s*(-?\d+)\s*,\s*(-?\d+)\s*\)\}/g, (_, a: string, b: string) => {
    const [low, high] = [Math.min(Number(a), Number(b)), Math.max(Number(a), Number(b))]
    return String(low + Math.floor(random.float() * (high - low + 1)))
  })

/** ms from one arrival to the next: all the same, or exponential (a Poisson process) with the same mean. */
export const gapBefore = ({ arrivals, perSecond }: LoadSpec, random: Random, ordinal: number): number => {
  const mean = 1_000 / perSecond
  return arrivals === 'constant' ? mean : -Math.log(1 - random.fork('arrival', ordinal).float()) * mean
}
