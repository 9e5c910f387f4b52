import { CODES } from '../codes.js'
import { didYouMean } from '../nearest.js'
import type { Path } from '../yaml/tree.js'
import type { Finding } from './issue.js'

/** Keys for other tools and for anchors, ignored everywhere but in free maps such as headers. */
export const isExtension = (key: string): boolean => key.startsWith('x-')

/** What to say of a key that its map does not know. */
export type DescribeUnknown = (path: Path, allowed: readonly string[]) => Finding

export const describeUnknownKey: DescribeUnknown = (path, allowed) => {
  const key = String(path.at(-1))
  return {
    code: CODES.unknownKey,
    path,
    on: 'key',
    message: `unknown key "${key}"${didYouMean(key, allowed)}`,
    label: key === '<<' ? 'merge keys are YAML 1.1, this is 1.2' : 'not a key here',
    hints: [`here: ${allowed.join(', ')}`],
  }
}
