import * as v from 'valibot'
import { percent } from '../../core/options.js'
import type { CohortSpec } from '../../proxy/cohorts.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { didYouMean } from '../nearest.js'
import { keyOf } from './envelope.js'
import { doc } from './shapes.js'
import { isTcp } from './tcp.js'

const BY = /^(?:(?:header|cookie):\S+|connection|request)$/
const NAME = /^[!#$%&'*+.^`|~\w-]+$/

export const cohortsShape = v.strictObject({
  entry: doc(v.string(), 'The proxy that splits the traffic: the one that users come in by.'),
  treatment: doc(
    v.optional(
      v.pipe(
        percent,
        v.minValue(0.01, 'expected at least 1%: less leaves no treatment group'),
        v.maxValue(0.99, 'expected at most 99%: more leaves no control group'),
      ),
      '50%',
    ),
    'The share of the treatment group.',
  ),
  by: doc(
    v.optional(
      v.pipe(
        v.string(),
        v.regex(BY, issue => `expected header:name, cookie:name, connection or request, found "${issue.input}"`),
      ),
      'request',
    ),
    'What stays in its cohort for the whole run: each value of a header or a cookie, a connection; or nothing does.',
  ),
  propagate: doc(
    v.optional(
      v.pipe(
        v.string(),
        v.regex(NAME, issue => `expected the name of a header, found "${issue.input}"`),
      ),
      'x-fallacy-cohort',
    ),
    'The header that the entry adds; the program behind it sends it on in its own calls.',
  ),
})

/** How traffic is split; null where the file has no cohorts. */
export const readCohorts = (sheet: Sheet): CohortSpec | null => {
  const read = sheet.has(['cohorts']) ? sheet.read(cohortsShape, ['cohorts']) : null
  if (read === null) return null
  const { entry, treatment, by, propagate } = read
  checkEntry(sheet, entry)
  if (by === 'request')
    sheet.report({
      code: CODES.notSticky,
      severity: 'warning',
      path: ['cohorts', sheet.has(['cohorts', 'by']) ? 'by' : 'entry'],
      message: 'each request is drawn for itself, so that a user changes cohorts',
      hints: ['say by: header:NAME, cookie:NAME or connection'],
    })
  return { entry, treatment, by: keyOf(by) ?? 'request', header: propagate.toLowerCase() }
}

const checkEntry = (sheet: Sheet, entry: string): void => {
  const proxies = sheet.keysOf(['proxies'])
  const path = ['cohorts', 'entry']
  if (!proxies.includes(entry))
    sheet.report({
      code: CODES.noTarget,
      path,
      message: `there is no proxy "${entry}"${didYouMean(entry, proxies)}`,
      hints: [`declared: ${proxies.join(', ')}`],
    })
  else if (isTcp(sheet, entry))
    sheet.report({ code: CODES.protocol, path, message: `${entry} passes on bytes, which have no headers` })
}
