import { type Random, seeded } from '../core/random.js'
import { careless } from './careless/style.js'
import { resilient } from './resilient/style.js'
import type { Style } from './style.js'

/** What a service was started with. */
export interface Settings {
  /** 0 takes a free port. */
  readonly port: number
  readonly styleName: 'resilient' | 'careless'
  readonly style: Style
  readonly random: Random
  /** The base URL of a dependency, by its variable such as PAYMENTS_URL; asked for only when it is needed. */
  urlOf(variable: string): string
  has(variable: string): boolean
}

/** Reads PORT, STYLE, SEED and the URLs of the dependencies; throws on a STYLE that does not exist. */
export const settingsFrom = (env: Readonly<Record<string, string | undefined>>): Settings => {
  const styleName = env.STYLE ?? 'resilient'
  if (styleName !== 'resilient' && styleName !== 'careless')
    throw new Error(`STYLE must be resilient or careless, found ${styleName}`)
  const random = seeded(Number(env.SEED ?? 1))
  return {
    port: Number(env.PORT ?? 0),
    styleName,
    style: styleName === 'resilient' ? resilient(random) : careless,
    random,
    has: variable => env[variable] !== undefined,
    urlOf(variable) {
      const url = env[variable]
      if (url === undefined) throw new Error(`${variable} is not set`)
      return url
    },
  }
}
