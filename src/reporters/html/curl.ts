import type { CitedExchange } from '../../core/report.js'
import { shellWord } from '../../core/shell-word.js'

/** A command that sends the request of an exchange again, without its body, which the journal does not keep. */
export const curlOf = ({ method, url, route }: CitedExchange): string => {
  if (url === null) return `${method} by ${route}`
  // Unasked, curl takes brackets and braces for patterns of many URLs.
  const globs = /[[\]{}]/.test(url) ? ['-g'] : []
  return ['curl -i', ...globs, ...(method === 'GET' ? [] : [`-X ${shellWord(method)}`]), shellWord(url)].join(' ')
}
