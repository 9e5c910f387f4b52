import * as v from 'valibot'
import { parseDuration, parseFrequency, parsePercent, parseRate, parseSize } from './units.js'

/** Shapes for the options of plug-ins: each takes text with its unit, gives a number, and says what it wanted. */
const withUnit = (parse: (text: string) => number | null, wanted: string, examples: string[]) =>
  v.pipe(
    v.string(issue => `expected ${wanted}, found ${found(issue.input)}`),
    v.check(
      text => parse(text) !== null,
      issue => `expected ${wanted}, found ${found(issue.input)}`,
    ),
    v.transform(text => parse(text) ?? 0),
    v.metadata({ description: wanted, examples }),
  )

const found = (input: unknown): string =>
  typeof input === 'number' ? `the number ${input}, which has no unit` : (JSON.stringify(input) ?? String(input))

/** In ms. */
export const duration = withUnit(parseDuration, 'a duration such as 250ms, 2s or 1m', ['250ms', '2s', '1m'])
/** In bytes. */
export const size = withUnit(parseSize, 'a size such as 500B, 64KiB or 1MiB', ['500B', '64KiB', '1MiB'])
/** In bytes per second. */
export const byteRate = withUnit(parseRate, 'a rate such as 64KiB/s, 1MB/s or 8Mbit/s', ['64KiB/s', '1MB/s'])
/** As a share of 1. */
export const percent = v.pipe(
  withUnit(parsePercent, 'a percentage such as 30%', ['30%', '2.5%']),
  v.maxValue(1, issue => `expected a percentage from 0% to 100%, found ${issue.input * 100}%`),
)
/** Per second. */
export const frequency = withUnit(parseFrequency, 'a frequency such as 20/s or 90/m', ['20/s', '90/m'])

/** Where in an exchange a fault acts: before the request goes on, before the reply's head, or in the reply's body. */
export type Point = 'request' | 'response' | { readonly bytes: number } | { readonly share: number }

const inBody = (text: string): Point | null => {
  const bytes = parseSize(text)
  const share = parsePercent(text)
  if (bytes !== null) return { bytes: Math.round(bytes) }
  return share !== null && share <= 1 ? { share } : null
}

const pointOf = (text: string): Point | null => (text === 'request' || text === 'response' ? text : inBody(text))

const WANTED = 'request, response, a number of body bytes such as 500B, or a share of the body such as 50%'
export const point = v.pipe(
  v.string(issue => `expected ${WANTED}, found ${found(issue.input)}`),
  v.check(
    text => pointOf(text) !== null,
    issue => `expected ${WANTED}, found ${found(issue.input)}`,
  ),
  v.transform(text => pointOf(text) ?? ('request' as const)),
  v.metadata({ description: WANTED, examples: ['request', 'response', '500B', '50%'] }),
)
