/** The steps from the root of a document to one value in it. */
export type JsonPath = readonly (string | number)[]

export type ParsedPath =
  | { readonly ok: true; readonly path: JsonPath }
  | { readonly ok: false; readonly at: number; readonly why: string }

/** One step: `.name`, `[0]`, `['any name']` or `["any name"]`; a backslash in quotes keeps the next character. */
const STEP =
  /\.(?<name>[\p{L}_$][\p{L}\p{N}_$-]*)|\[(?<index>0|[1-9]\d{0,8})\]|\['(?<single>(?:[^'\\]|\\.)*)'\]|\["(?<double>(?:[^"\\]|\\.)*)"\]/uy

/** The part of RFC 9535 that names exactly one value. `at` counts characters from 0. */
export const parseJsonPath = (text: string): ParsedPath => {
  if (!text.startsWith('$')) return { ok: false, at: 0, why: 'expected $, the whole document, at the start' }
  const path: (string | number)[] = []
  const step = new RegExp(STEP)
  for (step.lastIndex = 1; step.lastIndex < text.length; ) {
    const at = step.lastIndex
    const groups = step.exec(text)?.groups
    if (groups === undefined) return { ok: false, at, why: `expected .name, [0] or ['name'], found ${text.slice(at)}` }
    const quoted = groups.single ?? groups.double
    if (groups.index !== undefined) path.push(Number(groups.index))
    else path.push(quoted?.replace(/\\(.)/gsu, '$1') ?? groups.name ?? '')
  }
  return { ok: true, path }
}

/** The value at `path`; undefined when there is none. Only what the document itself holds is found. */
export const valueAt = (document: unknown, path: JsonPath): unknown =>
  path.reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) !== (typeof step === 'number'))
      return undefined
    return Object.getOwnPropertyDescriptor(value, step)?.value
  }, document)
