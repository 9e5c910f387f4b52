import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomBytes,
  X509Certificate,
} from 'node:crypto'
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../../core/problem.js'
import { certificateOf, keyIdentifier } from './certificate.js'
import { onlyFor, signsLeavesOnly, subjectKey } from './extensions.js'

const DAY_MS = 86_400_000
const CA_DAYS = 90
/** In http-mitm-proxy's own layout: it loads the authority that it finds, and so never makes one. */
const CERTIFICATE = 'certs/ca.pem'
const KEY = 'keys/ca.private.key'
const PUBLIC_KEY = 'keys/ca.public.key'

export interface StoredAuthority {
  /** PEM. */
  readonly certificate: string
  readonly key: KeyObject
  readonly x509: X509Certificate
}

export interface AuthorityFolder {
  readonly folder: string
  readonly now: () => Date
  /** When set, the authority can speak for these hosts only. */
  readonly hosts?: readonly string[]
}

export const certificatePath = (folder: string): string => join(folder, CERTIFICATE)

/** Reads the authority, or makes it at the first start. Two that start at once end with the same one. */
export const openFolder = async (options: AuthorityFolder): Promise<StoredAuthority> => {
  const found = await stat(options.folder).catch(() => null)
  if (found === null) await make(options)
  return readFolder(options)
}

/** Throws a UserError when it is damaged, expired, or open to others. */
export const readFolder = async ({ folder, now }: AuthorityFolder): Promise<StoredAuthority> => {
  await refuseLoose(folder, [folder, join(folder, 'keys'), join(folder, KEY)])
  const stored = await load(folder)
  const { validTo } = stored.x509
  if (new Date(validTo) <= now()) throw unfit(folder, `expired on ${validTo}`)
  return stored
}

const load = async (folder: string): Promise<StoredAuthority> => {
  try {
    const certificate = await readFile(join(folder, CERTIFICATE), 'utf8')
    const key = createPrivateKey(await readFile(join(folder, KEY)))
    const x509 = new X509Certificate(certificate)
    if (!x509.checkPrivateKey(key) || !x509.ca) throw new Error('its key is that of another certificate')
    return { certificate, key, x509 }
  } catch (cause) {
    throw unfit(folder, `cannot be read: ${cause instanceof Error ? cause.message : cause}`, cause)
  }
}

/** Others who can read the key can speak for every host to whoever trusts the certificate. */
const refuseLoose = async (folder: string, paths: readonly string[]): Promise<void> => {
  if (process.platform === 'win32') return
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (found === null) throw unfit(folder, `is not whole: ${path} is missing`)
    if ((found.mode & 0o077) !== 0 || found.uid !== process.getuid?.())
      throw new UserError(`${path} holds the key of the certificate authority and is open to others`, {
        exit: 'environment',
        hints: [`if nobody else has read it: chmod -R go= ${folder}`, `otherwise remove ${folder}: a new one is made`],
      })
  }
}

const unfit = (folder: string, why: string, cause?: unknown): UserError =>
  new UserError(`the certificate authority in ${folder} ${why}`, {
    exit: 'environment',
    hints: [`remove ${folder}: a new one is made at the next start (and has to be trusted anew)`],
    cause,
  })

/** Whole or not at all: it is made beside its place and moved there, if nobody was quicker. */
const make = async (options: AuthorityFolder): Promise<void> => {
  await mkdir(dirname(options.folder), { recursive: true, mode: 0o700 })
  const draft = await mkdtemp(`${options.folder}.new-`)
  try {
    await write(draft, options)
    await rename(draft, options.folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    const { code } = error instanceof Error && 'code' in error ? error : { code: '' }
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'EPERM') throw error
  }
}

/** Beside all else that goes on: it takes a quarter of a second. */
const rsaPair = (): Promise<KeyPairKeyObjectResult> =>
  new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: 2048 }, (error, publicKey, privateKey) => {
      if (error === null) resolve({ publicKey, privateKey })
      else reject(error)
    })
  })

const write = async (draft: string, { now, hosts }: AuthorityFolder): Promise<void> => {
  const { publicKey, privateKey } = await rsaPair()
  const name = `fallacy CA ${randomBytes(4).toString('hex')}`
  const certificate = certificateOf(
    {
      ...{ subject: name, issuer: name, publicKey },
      notBefore: new Date(now().getTime() - DAY_MS),
      notAfter: new Date(now().getTime() + CA_DAYS * DAY_MS),
      extensions: [
        ...signsLeavesOnly(),
        subjectKey(keyIdentifier(publicKey)),
        ...(hosts === undefined ? [] : [onlyFor(hosts)]),
      ],
    },
    privateKey,
  )
  for (const name of ['certs', 'keys']) await mkdir(join(draft, name), { mode: 0o700 })
  await writeFile(join(draft, KEY), privateKey.export({ format: 'pem', type: 'pkcs1' }), { mode: 0o600 })
  await writeFile(join(draft, PUBLIC_KEY), createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }))
  await writeFile(join(draft, CERTIFICATE), certificate)
}
