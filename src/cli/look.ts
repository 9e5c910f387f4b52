import type { Environment } from '../library/environment.js'

/** How a stream is written to. */
export interface Look {
  readonly colour: boolean
  /** Marks are words of ASCII instead of glyphs. */
  readonly ascii: boolean
}

interface Facts {
  readonly isTTY: boolean
  readonly env: Environment
  /** `--color`, `--no-color`, or neither. */
  readonly flag: boolean | null
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''

/** By the first that speaks: flag, NO_COLOR, FORCE_COLOR, TERM=dumb, a CI known to show colours, the stream itself. */
const wantsColour = ({ isTTY, env, flag }: Facts): boolean => {
  if (flag !== null) return flag
  if (isSet(env.NO_COLOR)) return false
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  if (env.TERM === 'dumb') return false
  return env.GITHUB_ACTIONS === 'true' || env.GITLAB_CI === 'true' || isTTY
}

/** A locale that names no UTF-8 cannot show glyphs; no locale at all (containers, Windows) says nothing. */
const wantsAscii = (env: Environment): boolean => {
  if (isSet(env.FALLACY_ASCII)) return env.FALLACY_ASCII !== '0'
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find(isSet)
  return env.TERM === 'dumb' || (locale !== undefined && !/utf-?8/i.test(locale))
}

export const lookOf = (facts: Facts): Look => ({ colour: wantsColour(facts), ascii: wantsAscii(facts.env) })

/** A view that redraws itself needs a terminal with a width (ora never returns at 0 columns) and nobody who reads along. */
export const canRedraw = (stream: { readonly isTTY: boolean; readonly columns: number }, env: Environment): boolean =>
  stream.isTTY && stream.columns > 0 && !isSet(env.CI) && env.TERM !== 'dumb'
