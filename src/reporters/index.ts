import type { Reporter } from '../core/reporter.js'
import { html } from './html.js'
import { json } from './json.js'
import { junit } from './junit.js'
import { markdown } from './markdown.js'
import { text } from './text.js'

/** Every report format. A reporter is one file and one line here. */
export const reporters: readonly Reporter[] = [
  text, //
  json,
  junit,
  markdown,
  html,
]
