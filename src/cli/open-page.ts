import { spawn } from 'node:child_process'
import { UserError } from '../core/problem.js'
import type { Environment } from '../library/environment.js'

/** The program that shows a file as the desktop would. */
const openerOf = (platform: NodeJS.Platform): string => {
  if (platform === 'darwin') return 'open'
  return platform === 'win32' ? 'explorer.exe' : 'xdg-open'
}

/** Shows a file in the browser; settles when the opener has started, not when it is done. */
export const openPage = async (path: string, env: Environment, platform = process.platform): Promise<void> => {
  const opener = openerOf(platform)
  const child = spawn(opener, [path], { detached: true, stdio: 'ignore', env: { ...env } })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', cause =>
      reject(
        new UserError(`${opener} could not be started: ${cause.message}`, {
          hints: [`open this file in a browser: ${path}`],
          exit: 'environment',
          cause,
        }),
      ),
    )
  })
  child.unref()
}
