import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml'
import type { Problem } from '../../core/problem.js'
import { CODES } from '../codes.js'
import { problemOf } from '../problems.js'
import { compose, type Flaw } from './compose.js'
import { type Source, sourceOf } from './source.js'
import type { MapNode, Span } from './tree.js'

export type Parsed =
  | { readonly ok: true; readonly source: Source; readonly root: MapNode }
  | { readonly ok: false; readonly source: Source; readonly problems: readonly Problem[] }

const MAX_BYTES = 1024 ** 2
const MAX_DEPTH = 64
/** Ten times what a long experiment has: what is checked against each other must be few. */
const MAX_EVENTS = 20_000

/** YAML 1.2 core, one document that is a map; every other input is problems, never an exception. */
export const parseYaml = (file: string, input: string | Uint8Array): Parsed => {
  const decoded = decode(input)
  const source = sourceOf(file, decoded ?? '')
  const refuse = (...flaws: readonly Flaw[]): Parsed => ({
    ok: false,
    source,
    problems: flaws.map(flaw => problemOf(flaw, source)),
  })
  const flaw = flawIn(decoded, input)
  if (flaw) return refuse(flaw)
  try {
    const events = parseEvents(source.text, { filename: file, maxDepth: MAX_DEPTH })
    if (events.length > MAX_EVENTS)
      return refuse(unreadable(`expected at most ${MAX_EVENTS} keys and values, found ${events.length}`, START))
    const second = secondDocument(events, source.text)
    if (second) return refuse(second)
    const { root, flaws } = compose(events.slice(1), source.text)
    if (flaws.length > 0) return refuse(...flaws)
    return root.kind === 'map' ? { ok: true, source, root } : refuse(notAnExperiment(root.span))
  } catch (error) {
    if (error instanceof YAMLException) return refuse(syntaxFlaw(error))
    throw error
  }
}

/** Null when it is not UTF-8. A byte order mark is no part of the text. */
const decode = (input: string | Uint8Array): string | null => {
  try {
    const text = typeof input === 'string' ? input : new TextDecoder('utf-8', { fatal: true }).decode(input)
    return text.replace(/^\uFEFF/, '')
  } catch {
    return null
  }
}

const START: Span = { start: 0, end: 1 }

const flawIn = (text: string | null, input: string | Uint8Array): Flaw | null => {
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.length
  if (bytes > MAX_BYTES) return unreadable(`expected a file of at most 1 MiB, found ${bytes} bytes`, START)
  const strange = text === null ? 0 : text.search(/[\0\uFFFD]/)
  if (text === null || strange >= 0)
    return unreadable('expected a text in UTF-8, found binary data', { start: strange, end: strange + 1 })
  if (text.split(/[\r\n]/).every(isBlank))
    return {
      ...unreadable('expected an experiment, found an empty file', START),
      hint: 'start with "version: 1" and "name: my-experiment"',
    }
  return null
}

const isBlank = (line: string): boolean => {
  const trimmed = line.trim()
  return trimmed === '' || trimmed.startsWith('#') || trimmed === '---' || trimmed === '...'
}

const unreadable = (message: string, span: Span): Flaw => ({ code: CODES.unreadable, message, span })

const notAnExperiment = (span: Span): Flaw => ({
  ...unreadable('expected an experiment, which is a map of keys', span),
  hint: 'start with "version: 1" and "name: my-experiment"',
})

const secondDocument = (events: readonly Event[], text: string): Flaw | null => {
  const documents = events.filter(event => event.type === EVENT_ID.DOCUMENT)
  if (documents.length < 2) return null
  const start = Math.max(0, text.search(/(?<=[\r\n])(---|\.\.\.)/))
  return unreadable('expected one document, found a second one', { start, end: start + 3 })
}

const syntaxFlaw = (error: YAMLException): Flaw => {
  const start = error.mark?.position ?? 0
  return { code: CODES.syntax, message: `this is not valid YAML: ${error.reason}`, span: { start, end: start + 1 } }
}
