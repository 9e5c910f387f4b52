import type { Environment } from '../library/environment.js'

/** How the command is called where this process was called. */
export const invocation = ({ npm_command }: Environment): string =>
  npm_command === undefined ? 'fallacy' : 'npx fallacy'
