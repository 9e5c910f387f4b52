import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Experiment } from '../experiment/experiment.js'
import type { ProxySpec } from '../proxy/rule.js'
import type { Authority } from '../proxy/tls/authority.js'
import type { Environment } from './environment.js'
import { wallClock } from './wall-clock.js'

/** The certificate authority of a run, and the end of it. */
export interface RunAuthority {
  open(): Promise<Authority>
  /** Removes one that was for this run only. */
  close(): void
}

/**
 * The user's own authority, which browsers can be taught to trust; under CI one that lives as long as the run and, where
 * the experiment names its hosts, speaks for no others.
 */
export const runAuthority = (experiment: Pick<Experiment, 'proxies'>, env: Environment): RunAuthority => {
  const passing = isCi(env)
  const made: string[] = []
  return {
    async open() {
      const { openAuthority } = await import('../proxy/tls/authority.js')
      if (!passing) return openAuthority({ folder: authorityFolder(env), now: wallClock })
      const folder = mkdtempSync(join(tmpdir(), 'fallacy-ca-'))
      made.push(folder)
      const hosts = hostsOf(experiment)
      return openAuthority({ folder: join(folder, 'ca'), now: wallClock, ...(hosts !== null && { hosts }) })
    },
    close() {
      for (const folder of made) rmSync(folder, { recursive: true, force: true })
    },
  }
}

const isCi = ({ CI = '' }: Environment): boolean => CI !== '' && CI !== '0' && CI.toLowerCase() !== 'false'

/** Where programs keep data of this user: the XDG base directories, or what the system has in their place. */
export const authorityFolder = (env: Environment, platform: NodeJS.Platform = process.platform): string => {
  const { XDG_DATA_HOME, LOCALAPPDATA } = env
  const home = env.HOME ?? homedir()
  if (XDG_DATA_HOME?.startsWith('/')) return join(XDG_DATA_HOME, 'fallacy', 'ca')
  if (platform === 'win32') return join(LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'fallacy', 'ca')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'fallacy', 'ca')
  return join(home, '.local', 'share', 'fallacy', 'ca')
}

/** The hosts that the proxies can be asked to speak for; null where any may come. A star stands for names below. */
const hostsOf = ({ proxies }: Pick<Experiment, 'proxies'>): readonly string[] | null => {
  const hosts = proxies.flatMap(proxy =>
    proxy.mode === 'forward' ? proxy.intercept : proxy.mode !== 'tcp' && proxy.tls === 'auto' ? namesOf(proxy) : [],
  )
  const bare = hosts.map(host => host.replace(/^\*\./, ''))
  return bare.some(host => host.includes('*')) ? null : [...bare, 'fallacy.invalid']
}

/** How clients call the machine of a proxy: others have any name for it. */
const namesOf = ({ listen }: ProxySpec): readonly string[] => (listen.clients === undefined ? LOOPBACK : ['*'])
const LOOPBACK = ['localhost', '127.0.0.1', '::1']
