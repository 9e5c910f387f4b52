import { inert } from '../../core/inert.js'
import type { CitedExchange } from '../../core/report.js'

/** As a POSIX shell needs it: nothing between single quotes means anything, and no character hides in it. */
const quoted = (word: string): string =>
  /^[\w./:=@%+-]+$/.test(word) ? word : `'${inert(word).replaceAll("'", `'\\''`)}'`

/** A command that sends the request of an exchange again, without its body, which the journal does not keep. */
export const curlOf = ({ method, url, route }: CitedExchange): string =>
  url === null
    ? `${method} by ${route}`
    : ['curl -i', ...(method === 'GET' ? [] : [`-X ${quoted(method)}`]), quoted(url)].join(' ')
