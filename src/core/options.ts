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
    v.metadata({ description: wanted, examples }),
    v.transform(text => parse(text) ?? 0),
  )

const plain = (input: unknown): string => JSON.stringify(input) ?? String(input)

const found = (input: unknown): string =>
  typeof input === 'number' ? `the number ${input}, which has no unit` : plain(input)

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

export type BodyPoint = Exclude<Point, string>

const inBody = (text: string): BodyPoint | null => {
  const bytes = parseSize(text)
  const share = parsePercent(text)
  if (bytes !== null) return { bytes: Math.round(bytes) }
  return share !== null && share <= 1 ? { share } : null
}

const pointOf = (text: string): Point | null => (text === 'request' || text === 'response' ? text : inBody(text))

const refused =
  (wanted: string, say = found) =>
  (issue: { readonly input: unknown }) =>
    `expected ${wanted}, found ${say(issue.input)}`

const pointShape = <P extends Point | 'connect'>(parse: (text: string) => P | null, wanted: string, words: string[]) =>
  v.pipe(
    v.string(refused(wanted)),
    v.metadata({ description: wanted, examples: [...words, '500B', '50%'] }),
    v.rawTransform<string, P>(({ dataset, addIssue, NEVER }) => {
      const point = parse(dataset.value)
      if (point !== null) return point
      addIssue({ message: refused(wanted)({ input: dataset.value }) })
      return NEVER
    }),
  )

const IN_BODY = 'a number of body bytes such as 500B, or a share of the body such as 50%'
const ANYWHERE = `request, response, ${IN_BODY}`

export const point = pointShape(pointOf, ANYWHERE, ['request', 'response'])

/** A point, or before all of them: when the client connects. */
export const pointOrConnect = pointShape(text => (text === 'connect' ? text : pointOf(text)), `connect, ${ANYWHERE}`, [
  'connect',
  'request',
  'response',
])

/** A point in the reply's body only. */
export const bodyPoint = pointShape(inBody, IN_BODY, [])

/** One of some words. */
export const oneOf = <const Words extends readonly (string | number)[]>(words: Words) =>
  v.picklist(words, refused(words.join(', '), plain))

/** A whole number within bounds, both of which belong to it; `wanted` names them. */
export const wholeNumber = (wanted: string, least = 1, most = Number.MAX_SAFE_INTEGER) => {
  const wants = (issue: { readonly input: unknown }) => `expected ${wanted}, found ${plain(issue.input)}`
  return v.pipe(
    v.number(wants),
    v.integer(wants),
    v.minValue(least, wants),
    v.maxValue(most, wants),
    v.metadata({ description: wanted, examples: [least] }),
  )
}

/** The options of a plug-in; an unknown, a missing and a misplaced one each get their sentence. */
export const shape = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, issue => {
    const names = Object.keys(entries).join(', ')
    if (names === '')
      return `expected no options, as {}, found ${issue.expected === 'never' ? issue.received : found(issue.input)}`
    if (issue.expected === 'never') return `expected one of ${names}, found ${issue.received}`
    if (issue.expected === 'Object') return `expected a mapping with ${names}, found ${found(issue.input)}`
    return `expected ${issue.expected?.replaceAll('"', '')}, found nothing`
  })
