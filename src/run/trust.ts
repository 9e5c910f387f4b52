import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import tls from 'node:tls'
import type { AnyProxySpec } from '../proxy/rule.js'
import type { Authority } from '../proxy/tls/authority.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** What this machine's programs trust, where distributions keep it. */
const SYSTEM_ROOTS = [
  ...['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'],
  ...['/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem'],
]
/** Variables that name all that is trusted: OpenSSL, Python's requests, curl, pip, git, AWS, gRPC, cargo, Deno. */
const TRUST = [
  ...['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT', 'GIT_SSL_CAINFO', 'AWS_CA_BUNDLE'],
  ...['GRPC_DEFAULT_SSL_ROOTS_FILE_PATH', 'CARGO_HTTP_CAINFO', 'DENO_CERT'],
]

/** Whether clients that are sent to the address of one of these proxies must trust our authority. */
export const showsAuthority = (proxies: readonly AnyProxySpec[]): boolean =>
  proxies.some(proxy => proxy.mode !== 'forward' && proxy.mode !== 'tcp' && proxy.tls === 'auto')

/** Whom those trust that meet certificates of our authority in a run. */
export interface Trust {
  /** Our own clients; absent: all that Node trusts. */
  readonly context?: tls.SecureContext
  /** Told to the programs of probes. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Our own clients ask no forward proxy; what a program asks, nobody knows. */
export const trustIn = async (
  proxies: readonly AnyProxySpec[],
  authority: () => Promise<Authority>,
): Promise<Trust> => {
  const shown = showsAuthority(proxies)
  if (!shown && !proxies.some(({ mode }) => mode === 'forward')) return {}
  const opened = await authority()
  return { environment: trustEnvironment(opened, process.env), ...(shown && { context: contextOf(opened) }) }
}

/** What our own clients trust: all that Node trusts already, and the authority. Reads some 150 certificates: made once. */
const contextOf = ({ certificate }: Authority): tls.SecureContext => {
  const extra = extraOf(process.env)
  return tls.createSecureContext({ ca: [...tls.rootCertificates, ...(extra === '' ? [] : [extra]), certificate] })
}

/**
 * The environment in which a program trusts the authority, besides all that it trusts already. For the program itself:
 * nothing of the machine is changed.
 */
export const trustEnvironment = (authority: Authority, environment: Environment): Record<string, string> => {
  const bundle = writeBundle(authority, environment)
  return {
    ...Object.fromEntries(TRUST.map(name => [name, bundle])),
    NODE_EXTRA_CA_CERTS: environment.NODE_EXTRA_CA_CERTS === undefined ? authority.path : bundle,
  }
}

/** What is trusted here already, and the authority; beside the authority, whole or not at all. */
const writeBundle = (authority: Authority, environment: Environment): string => {
  const path = join(authority.folder, 'bundle.pem')
  const text = [rootsOf(environment), extraOf(environment), authority.certificate].join('\n')
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, path)
  return path
}

const rootsOf = ({ SSL_CERT_FILE }: Environment): string => {
  const file = [SSL_CERT_FILE ?? '', ...SYSTEM_ROOTS].find(path => path !== '' && existsSync(path))
  return file === undefined ? tls.rootCertificates.join('\n') : readFileSync(file, 'utf8')
}

const extraOf = ({ NODE_EXTRA_CA_CERTS = '' }: Environment): string =>
  existsSync(NODE_EXTRA_CA_CERTS) ? readFileSync(NODE_EXTRA_CA_CERTS, 'utf8') : ''
