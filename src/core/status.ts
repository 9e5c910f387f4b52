import * as v from 'valibot'

/** Both ends belong to it. */
export type StatusRange = readonly [low: number, high: number]

export const inRanges = (ranges: readonly StatusRange[], status: number): boolean =>
  ranges.some(([low, high]) => low <= status && status <= high)

/** As people read it: `200-299, 404`. */
export const showRanges = (ranges: readonly StatusRange[]): string =>
  [...new Set(ranges.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`)))].join(', ')

const rangeOf = (input: unknown): StatusRange | null => {
  const [, low, high] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(String(input)) ?? []
  if (low === undefined || (typeof input !== 'string' && typeof input !== 'number')) return null
  const range = [Number(low), Number(high ?? low)] as const
  return range[0] <= range[1] ? range : null
}

const WANTED = 'a status such as 200 or a range such as 200-299'
const range = v.pipe(
  v.union([v.number(), v.string()], `expected ${WANTED}`),
  v.check(
    input => rangeOf(input) !== null,
    issue => `expected ${WANTED}, found ${JSON.stringify(issue.input)}`,
  ),
  v.transform((input): StatusRange => rangeOf(input) ?? [0, 0]),
)

/** One status, one range, or a list of them. */
export const statusRanges = v.pipe(
  v.union([range, v.pipe(v.array(range), v.minLength(1))]),
  v.transform((input): readonly StatusRange[] => (isRange(input) ? [input] : input)),
  v.metadata({ description: `${WANTED}, or a list of them`, examples: [200, '200-299', [200, 404]] }),
)

const isRange = (input: StatusRange | readonly StatusRange[]): input is StatusRange => typeof input[0] === 'number'
