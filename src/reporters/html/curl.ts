import { inert } from '../../core/inert.js'
import type { CitedExchange } from '../../core/report.js'

/** As a POSIX shell needs it: nothing between single quotes means anything, and no character hides in it. */
const quoted = (word: string): string =>
  /^[\w./:=@%+-]+$/.test(word) ? word : `'${inert(word).replaceAll("'", `'\\''`)}'`

/** A command that sends the request of an exchange again, without its body, which the journal does not keep. */
export const curlOf = ({ method, url, route }: CitedExchange): string => {
  if (url === null) return `${method} by ${route}`
  // Unasked, curl takes brackets and braces for patterns of many URLs.
  const globs = /[[\]{}]/.test(url) ? ['-g'] : []
  return ['curl -i', ...globs, ...(method === 'GET' ? [] : [`-X ${quoted(method)}`]), quoted(url)].join(' ')
}
