import type { Reporter } from '../core/reporter.js'
import { github } from './github.js'
import { gitlab } from './gitlab.js'
import { html } from './html.js'
import { json } from './json.js'
import { junit } from './junit.js'
import { markdown } from './markdown.js'
import { ndjson } from './ndjson.js'
import { tap } from './tap.js'
import { text } from './text.js'

/** Every report format. A reporter is one file and one line here. */
export const reporters: readonly Reporter[] = [
  text, //
  json,
  junit,
  markdown,
  html,
  github,
  gitlab,
  tap,
  ndjson,
]
