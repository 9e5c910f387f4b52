/** Where this user's programs look for authorities to trust, besides the system's: never the system's own. */
export interface TrustPlan {
  /** For people: whose trust it is. */
  readonly store: string
  readonly command: readonly [string, ...string[]]
}

const NAME = 'fallacy CA'

/** How this user's trust is given; null where that is not known. */
export const trusting = (certificate: string, home: string, platform: NodeJS.Platform): TrustPlan | null => {
  if (platform === 'darwin')
    return {
      store: MAC,
      command: ['security', 'add-trusted-cert', '-r', 'trustRoot', '-k', keychain(home), certificate],
    }
  if (platform === 'win32') return { store: WINDOWS, command: ['certutil', '-user', '-addstore', 'Root', certificate] }
  if (platform === 'linux')
    return { store: LINUX, command: ['certutil', '-d', nss(home), '-A', '-t', 'C,,', '-n', NAME, '-i', certificate] }
  return null
}

/** How it is taken back. `subject` is the common name in the certificate. */
export const untrusting = (subject: string, home: string, platform: NodeJS.Platform): TrustPlan | null => {
  if (platform === 'darwin')
    return { store: MAC, command: ['security', 'delete-certificate', '-t', '-c', subject, keychain(home)] }
  if (platform === 'win32') return { store: WINDOWS, command: ['certutil', '-user', '-delstore', 'Root', subject] }
  if (platform === 'linux') return { store: LINUX, command: ['certutil', '-d', nss(home), '-D', '-n', NAME] }
  return null
}

const MAC = 'your login keychain (Safari, Chrome)'
const WINDOWS = 'your certificate store (Edge, Chrome)'
const LINUX = 'your NSS database (Chromium, Chrome)'

const keychain = (home: string): string => `${home}/Library/Keychains/login.keychain-db`
const nss = (home: string): string => `sql:${home}/.pki/nssdb`
