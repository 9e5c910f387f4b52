import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { UserError } from '../core/problem.js'
import { shellWord } from '../core/shell-word.js'
import { authorityFolder } from '../library/authority.js'
import { wallClock } from '../library/wall-clock.js'
import { type Authority, openAuthority } from '../proxy/tls/authority.js'
import type { Terminal } from './terminal.js'
import { type TrustPlan, trusting, untrusting } from './trust.js'

/** What there is; makes nothing. */
export const showStatus = async ({ env, out }: Terminal): Promise<void> => {
  const folder = authorityFolder(env)
  if (!existsSync(folder)) return out.write(`none yet: it is made in ${folder} when a forward proxy first opens\n`)
  const { path, fingerprint, expires } = await openAuthority({ folder, now: wallClock })
  const lines = [
    `certificate  ${path}`,
    `SHA-256      ${fingerprint}`,
    `expires      ${expires.toISOString().slice(0, 10)}`,
  ]
  out.write(`${lines.join('\n')}\n`)
}

/** The path of the certificate, which is made where there is none. */
export const showPath = async (terminal: Terminal): Promise<void> => {
  const { path } = await opened(terminal)
  terminal.out.write(`${path}\n`)
}

/** The certificate as PEM, to a file or to standard output. Never the key. */
export const exportCertificate = async (file: string | undefined, terminal: Terminal): Promise<void> => {
  const { certificate } = await opened(terminal)
  if (file === undefined) terminal.out.write(certificate)
  else writeFileSync(resolve(terminal.folder, file), certificate)
}

/** Has this user's browsers trust the authority, if the user says so. */
export const install = async (flags: { readonly yes?: boolean }, terminal: Terminal): Promise<void> => {
  const { path } = await opened(terminal)
  const plan = trusting(path, homeOf(terminal), process.platform)
  const warning = `Whoever can read ${authorityFolder(terminal.env)} can then speak for every host to your browsers.`
  await carryOut(plan, { ...flags, warning }, terminal)
  terminal.out.write('trusted; take it back with: fallacy ca uninstall\n')
}

export const uninstall = async (flags: { readonly yes?: boolean }, terminal: Terminal): Promise<void> => {
  const { certificate } = await opened(terminal)
  const subject = new X509Certificate(certificate).subject.replace(/^CN=/, '')
  const plan = untrusting(subject, homeOf(terminal), process.platform)
  await carryOut(plan, { ...flags, warning: 'Your browsers will refuse what goes through a forward proxy.' }, terminal)
  terminal.out.write('not trusted any more\n')
}

/** Removes the authority, key and all, if the user says so. */
export const purge = async ({ yes }: { readonly yes?: boolean }, terminal: Terminal): Promise<void> => {
  const { env, err, out } = terminal
  const folder = authorityFolder(env)
  if (!existsSync(folder)) return out.write(`there is none in ${folder}\n`)
  err.write(`This removes ${folder}, with the key. Whoever trusts its certificate should be told first: ${UNINSTALL}\n`)
  if (!yes) await askFor(terminal)
  rmSync(folder, { recursive: true })
  out.write('removed; the next forward proxy makes a new one\n')
}

const UNINSTALL = 'fallacy ca uninstall'

const opened = ({ env }: Terminal): Promise<Authority> =>
  openAuthority({ folder: authorityFolder(env), now: wallClock })

const homeOf = ({ env }: Terminal): string => env.HOME ?? homedir()

interface Consent {
  readonly yes?: boolean
  readonly warning: string
}

const carryOut = async (plan: TrustPlan | null, { yes, warning }: Consent, terminal: Terminal): Promise<void> => {
  if (plan === null)
    throw new UserError('how trust is given on this system is not known', {
      hints: ['give the file that "fallacy ca path" names to your programs yourself'],
    })
  const { store, command } = plan
  terminal.err.write(`This changes ${store}, by:\n  ${command.map(shellWord).join(' ')}\n${warning}\n`)
  if (!yes) await askFor(terminal)
  const [file, ...args] = command
  const { status, error, stderr } = spawnSync(file, args, { encoding: 'utf8' })
  if (error !== undefined)
    throw new UserError(`${file} cannot be started: ${error.message}`, {
      exit: 'environment',
      hints: HINTS[file] ?? [],
    })
  if (status !== 0) throw new UserError(`${file} failed: ${stderr.trim()}`, { exit: 'environment' })
}

const HINTS: Readonly<Record<string, readonly string[]>> = {
  certutil: ['on Linux it comes with libnss3-tools or nss-tools'],
}

const askFor = async ({ openPerson }: Terminal): Promise<void> => {
  if (openPerson === null)
    throw new UserError('nothing was changed: nobody can be asked', {
      hints: ['consent with --yes'],
    })
  const person = await openPerson()
  const answer = await person.ask('Type yes to go on: ').finally(() => person.close())
  if (answer.trim() !== 'yes') throw new UserError('nothing was changed')
}
