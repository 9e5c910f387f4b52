import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from './environment.js'

/** Where the runs of this user find each other: locks, and the order to stop. `FALLACY_STATE_DIR` names another. */
export const stateFolder = (env: Environment, platform: NodeJS.Platform = process.platform): string => {
  const { FALLACY_STATE_DIR, XDG_STATE_HOME, LOCALAPPDATA } = env
  const home = env.HOME ?? homedir()
  if (FALLACY_STATE_DIR?.startsWith('/')) return FALLACY_STATE_DIR
  if (XDG_STATE_HOME?.startsWith('/')) return join(XDG_STATE_HOME, 'fallacy')
  if (platform === 'win32') return join(LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'fallacy', 'state')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'fallacy', 'state')
  return join(home, '.local', 'state', 'fallacy')
}
