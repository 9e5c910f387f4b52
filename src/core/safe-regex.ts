import vm from 'node:vm'

/** The longest pattern, in characters; the longest text that is searched, in characters; the longest search, in ms. */
export const REGEX_LIMITS = { pattern: 200, text: 64 * 1024, ms: 50 } as const

export type ParsedRegex = { readonly ok: true; readonly regex: RegExp } | { readonly ok: false; readonly why: string }

/** Refuses what is too long, not a regular expression, or repeats a repetition: `(a+)+` can take for ever. */
export const parseRegex = (pattern: string): ParsedRegex => {
  if (pattern.length > REGEX_LIMITS.pattern)
    return { ok: false, why: `expected at most ${REGEX_LIMITS.pattern} characters, found ${pattern.length}` }
  try {
    const regex = new RegExp(pattern, 'u')
    const at = nestedRepetition(pattern)
    if (at === null) return { ok: true, regex }
    return { ok: false, why: `a repetition inside a repetition, at character ${at + 1}, can take for ever` }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}

/** Where an unbounded quantifier repeats a group that holds one; the pattern is a valid one. */
const nestedRepetition = (pattern: string): number | null => {
  const groups = [false]
  let closed = false
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at)
    const skipped = /^(?:\\.|\[(?:\\.|[^\]\\])*\])/su.exec(rest)?.[0].length
    const repeats = /^(?:[*+]|\{\d+,\})/.test(rest)
    if (repeats && closed) return at
    if (repeats) groups[groups.length - 1] = true
    closed = false
    if (skipped !== undefined) at += skipped - 1
    else if (pattern[at] === '(') groups.push(false)
    else if (pattern[at] === ')') {
      closed = groups.pop() ?? false
      if (closed) groups[groups.length - 1] = true
    }
  }
  return null
}

export type Found =
  | { readonly kind: 'match'; readonly groups: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'tooSlow' }

const script = new vm.Script('regex.exec(text)')
let sandbox: vm.Context | undefined

/**
 * Searches the first characters of `text`, for a bounded time: the text is a stranger's. Group 0 is the whole match. Only
 * what takes too long twice is too slow: a busy machine may take the time of one search away.
 */
export const search = (regex: RegExp, text: string): Found => {
  const found = searchOnce(regex, text)
  return found.kind === 'tooSlow' ? searchOnce(regex, text) : found
}

const searchOnce = (regex: RegExp, text: string): Found => {
  sandbox ??= vm.createContext({})
  sandbox.regex = regex
  sandbox.text = text.slice(0, REGEX_LIMITS.text)
  try {
    const found: unknown = script.runInContext(sandbox, { timeout: REGEX_LIMITS.ms })
    return Array.isArray(found) ? { kind: 'match', groups: found.map(group => String(group ?? '')) } : { kind: 'none' }
  } catch (error) {
    if (isTimeout(error)) return { kind: 'tooSlow' }
    throw error
  }
}

/** The error is one of the sandbox's own realm. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
