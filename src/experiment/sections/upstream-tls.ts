import { resolve } from 'node:path'
import * as v from 'valibot'
import type { UpstreamTls } from '../../proxy/rule.js'
import { flawIn } from '../../proxy/tls/own-certificate.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import { doc } from './shapes.js'
import { readPem } from './tls.js'

const file = v.pipe(v.string(), v.minLength(1, 'expected the path of a PEM file'))
export const upstreamTlsShape = v.pipe(
  v.strictObject({
    ca: doc(v.optional(file), "The PEM file of who may vouch for the upstream, in place of the system's authorities."),
    cert: doc(v.optional(file), "The PEM file of the proxy's own certificate, for an upstream that asks for one."),
    key: doc(v.optional(file), 'The PEM file of its key.'),
    servername: doc(v.optional(v.string()), "Whose certificate is expected, if not that of the URL's host."),
    verify: doc(v.optional(v.boolean(), true), 'false: whoever answers is believed; every report says so.'),
  }),
  v.check(({ cert, key }) => (cert === undefined) === (key === undefined), 'expected cert and key, or neither'),
)

export const upstreamTls = doc(v.optional(upstreamTlsShape), 'How TLS is spoken with an upstream of https://.')

interface Written {
  readonly upstream: URL
  readonly upstreamTls?: v.InferOutput<typeof upstreamTlsShape> | undefined
}

/** With its files read; undefined where there is none or after reporting why not. */
export const readUpstreamTls = (
  sheet: Sheet,
  path: Path,
  { upstream, upstreamTls: written }: Written,
  folder: string,
): UpstreamTls | undefined => {
  if (written === undefined) return undefined
  if (upstream.protocol === 'https:') return readTlsFiles(sheet, path, written, folder)
  const message = `upstreamTls is for an upstream of https://, found ${upstream.href}`
  sheet.report({ code: CODES.certificate, path, on: 'key', message })
  return undefined
}

/** With its files read, those that can be; the others are reported. */
export const readTlsFiles = (
  sheet: Sheet,
  path: Path,
  written: v.InferOutput<typeof upstreamTlsShape>,
  folder: string,
): UpstreamTls => {
  const { servername, verify } = written
  const pem = (name: 'ca' | 'cert' | 'key'): Partial<Record<typeof name, string>> => {
    const at = written[name]
    const text = at === undefined ? null : readPem(sheet, [...path, name], resolve(folder, at))
    return text === null ? {} : { [name]: text }
  }
  const found = { ...pem('ca'), ...pem('cert'), ...pem('key'), ...(servername !== undefined && { servername }), verify }
  const { cert, key } = found
  const flaw = cert === undefined || key === undefined ? null : flawIn({ cert, key })
  if (flaw !== null) sheet.report({ code: CODES.certificate, path, message: `the certificate is of no use: ${flaw}` })
  return found
}
