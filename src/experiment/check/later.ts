import type { Path } from '../yaml/tree.js'

/** What the format defines and this version does not do yet: it is refused by name, never ignored. `*` is an id. */
const VALUES = new Map<string, readonly string[]>(
  Object.entries({
    'faults.*.per': ['stream'],
  }),
)

const LISTS: ReadonlySet<string> = new Set(['services', 'proxies', 'faults', 'load', 'probes'])

const patternOf = (path: Path): string =>
  path
    .map((key, index) => (typeof key === 'number' || (index === 1 && LISTS.has(String(path[0]))) ? '*' : key))
    .join('.')

/** True for a value that will come. */
export const isLaterValue = (path: Path, value: unknown): boolean =>
  typeof value === 'string' && (VALUES.get(patternOf(path))?.includes(value) ?? false)
