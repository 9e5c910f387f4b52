type Environment = Readonly<Record<string, string | undefined>>

const BASIC = /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|PATHEXT|COMSPEC)$/i
/** What npm and test runners say to their own child is not for others. */
const NOT_INHERITED = /^(?:npm_|INIT_CWD$|NODE_CHANNEL_|VITEST)/i

/** For commands that only look: nothing but where programs and temporary files are, and the language. */
export const basicEnvironment = (environment: Environment): Record<string, string> =>
  picked(environment, name => BASIC.test(name))

/** For services: what the user's shell has, without what npm added. */
export const serviceEnvironment = (environment: Environment): Record<string, string> =>
  picked(environment, name => !NOT_INHERITED.test(name))

const picked = (environment: Environment, wanted: (name: string) => boolean): Record<string, string> => {
  const entries = Object.entries(environment)
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value !== undefined && wanted(name) ? [[name, value]] : [])),
  )
}
