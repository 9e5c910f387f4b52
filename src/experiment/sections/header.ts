import * as v from 'valibot'
import { httpUrl } from '../../core/http-options.js'
import type { Plan } from '../../core/plan.js'
import type { Sheet } from '../check/sheet.js'
import { doc, slug } from './shapes.js'

const version = v.literal(1, issue =>
  typeof issue.input === 'number' && issue.input > 1
    ? `version must be 1; this file says ${issue.input}: upgrade the tool`
    : `expected version 1, found ${JSON.stringify(issue.input)}`,
)
const tag = v.pipe(
  v.string(),
  v.regex(/^\S+$/, issue => `expected a tag without spaces, found "${issue.input}"`),
)
const seed = v.union(
  [v.literal('random'), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))],
  'expected a whole number from 0 to 2^53 - 1, or random',
)

/** What an experiment says of itself. */
export const headerEntries = {
  version: doc(version, 'The version of this file format: 1.'),
  name: doc(slug, 'A stable id: report folders, JUnit suite, history.'),
  title: doc(v.optional(v.string()), 'One line for people; the name by default.'),
  description: doc(v.optional(v.string(), ''), 'What is expected of the system, and why.'),
  owner: doc(v.optional(v.string(), ''), 'Who to ask.'),
  tags: doc(v.optional(v.array(tag), []), 'Words to choose experiments by.'),
  links: doc(v.optional(v.record(v.string(), httpUrl), {}), 'Dashboards, runbooks and the like, by name.'),
  imports: doc(
    v.optional(v.array(v.pipe(v.string(), v.minLength(1, 'expected the path of a file'))), []),
    'Files that are merged before this one, in order; relative to this file.',
  ),
  seed: doc(v.optional(seed, 'random'), 'Every random draw derives from it. `random` draws one and prints it.'),
}

const section = v.optional(v.unknown())
/** The sections are read one by one, each by its own file. */
const topLevel = v.strictObject({
  ...headerEntries,
  use: section,
  vars: section,
  secrets: section,
  services: section,
  proxies: section,
  faults: section,
  phases: section,
  load: section,
  probes: section,
  hypotheses: section,
  abort: section,
  matrix: section,
  cohorts: section,
  safety: section,
  hooks: section,
  gameday: section,
  report: section,
  $schema: section,
})

export interface Header extends Pick<Plan, 'name' | 'title' | 'description' | 'owner' | 'links' | 'tags'> {
  /** Null: to be drawn. */
  readonly seed: number | null
}

/** The header; unknown keys at the top level are reported here. */
export const readHeader = (sheet: Sheet): Header => {
  const read = sheet.read(topLevel, [])
  if (!read) return { name: '', title: '', description: '', tags: [], seed: null }
  const { name, title, description, owner, links, tags, seed } = read
  return {
    ...{ name, title: title ?? name, description },
    ...(owner !== '' && { owner }),
    ...(Object.keys(links).length > 0 && { links }),
    ...{ tags, seed: seed === 'random' ? null : seed },
  }
}
