import type { Path } from '../yaml/tree.js'

/** The schemas of a map's keys, found by walking a valibot schema along a path. */
export type Entries = Readonly<Record<string, unknown>>

const field = (schema: unknown, name: string): unknown =>
  typeof schema === 'object' && schema !== null && name in schema ? Reflect.get(schema, name) : undefined

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Every schema that a value at this place may have to fit: wrappers are taken off, unions opened. */
const unwrapped = (schema: unknown): readonly unknown[] => {
  const wrapped = field(schema, 'wrapped')
  if (wrapped !== undefined) return unwrapped(wrapped)
  const [first] = list(field(schema, 'pipe'))
  if (first !== undefined && first !== schema) return unwrapped(first)
  const options = list(field(schema, 'options')).filter(option => field(option, 'kind') === 'schema')
  return options.length > 0 ? options.flatMap(unwrapped) : [schema]
}

const isEntries = (value: unknown): value is Entries => typeof value === 'object' && value !== null

const step = (schema: unknown, key: string | number): readonly unknown[] =>
  unwrapped(schema).flatMap(shape => {
    const entries = field(shape, 'entries')
    const inner = isEntries(entries) ? entries[key] : (field(shape, 'value') ?? field(shape, 'item'))
    return inner === undefined ? [] : [inner]
  })

const shapesAt = (schema: unknown, path: Path): readonly unknown[] =>
  path.reduce<readonly unknown[]>((here, key) => here.flatMap(shape => step(shape, key)), [schema]).flatMap(unwrapped)

/** The keys allowed at a path, or null where any key may be. */
export const entriesAt = (schema: unknown, path: Path): Entries | null => {
  const found = shapesAt(schema, path)
    .map(shape => field(shape, 'entries'))
    .filter(isEntries)
  return found.length === 0 ? null : Object.assign({}, ...found)
}

/** True for a key that is known and always refused, such as the routes of a tcp proxy. */
export const isRefused = (schema: unknown): boolean =>
  unwrapped(schema).every(shape => field(shape, 'type') === 'never')

const MAPS: ReadonlySet<unknown> = new Set(['record', 'object', 'loose_object', 'strict_object'])

/** True where only a map will do: to valibot, a list is an object with the keys 0, 1 and so on. */
export const needsMap = (schema: unknown, path: Path): boolean => {
  const shapes = shapesAt(schema, path)
  return shapes.length > 0 && shapes.every(shape => MAPS.has(field(shape, 'type')))
}
