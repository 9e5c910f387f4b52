import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import tls from 'node:tls'
import type { Address, ServiceSpec } from '../experiment/experiment.js'
import type { Authority } from '../proxy/tls/authority.js'

type Environment = Readonly<Record<string, string | undefined>>

/** What this machine's programs trust, where distributions keep it. */
const SYSTEM_ROOTS = [
  ...['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'],
  ...['/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem'],
]
/** Never through a proxy: what is on this machine has an address of its own to be sent to. */
const NO_PROXY = 'localhost,127.0.0.1,::1'

/** Services that go through a forward proxy get what leads them there; what the file says of their environment wins. */
export const sentThrough = async (
  services: readonly ServiceSpec[],
  addresses: ReadonlyMap<string, Address>,
  authority: () => Promise<Authority>,
): Promise<readonly ServiceSpec[]> => {
  const sent: ServiceSpec[] = []
  for (const service of services) {
    const proxy = addresses.get(service.through ?? '')
    if (proxy === undefined) sent.push(service)
    else {
      const environment = throughEnvironment(proxy, await authority(), { ...process.env, ...service.env })
      sent.push({ ...service, env: { ...environment, ...service.env, NODE_OPTIONS: environment.NODE_OPTIONS ?? '' } })
    }
  }
  return sent
}

/**
 * The environment in which a program goes through a forward proxy and trusts its authority, besides all that it trusts
 * already. For the program itself: nothing of the machine is changed. Node reads it from 22.21 and 24.5 on; a preload
 * does so for older ones.
 */
export const throughEnvironment = (
  proxy: { readonly url: string },
  authority: Authority,
  environment: Environment,
): Record<string, string> => {
  const bundle = writeBundle(authority, environment)
  const both = (name: string, value: string) => ({ [name]: value, [name.toLowerCase()]: value })
  const trusting = Object.fromEntries(TRUST.map(name => [name, bundle]))
  return {
    ...both('HTTP_PROXY', proxy.url),
    ...both('HTTPS_PROXY', proxy.url),
    ...both('NO_PROXY', NO_PROXY),
    ...trusting,
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: environment.NODE_EXTRA_CA_CERTS === undefined ? authority.path : bundle,
    NODE_OPTIONS: [environment.NODE_OPTIONS, `--import=${PRELOAD}`].filter(Boolean).join(' '),
  }
}

/** The same path from src/run and from dist/run. */
const PRELOAD = new URL('../../dist/run/through-preload.js', import.meta.url).href

/** Variables that name all that is trusted: OpenSSL, Python's requests, curl, pip, git, AWS, gRPC, cargo, Deno. */
const TRUST = [
  ...['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT', 'GIT_SSL_CAINFO', 'AWS_CA_BUNDLE'],
  ...['GRPC_DEFAULT_SSL_ROOTS_FILE_PATH', 'CARGO_HTTP_CAINFO', 'DENO_CERT'],
]

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
