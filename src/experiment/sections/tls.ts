import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import * as v from 'valibot'
import { flawIn, type OwnCertificate } from '../../proxy/tls/own-certificate.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import { doc } from './shapes.js'

const file = v.pipe(v.string(), v.minLength(1, 'expected the path of a PEM file'))
const pair = v.strictObject({
  cert: doc(
    file,
    'The PEM file of the certificate, and of those that vouch for it; relative to the folder of this file.',
  ),
  key: doc(file, 'The PEM file of its key.'),
})

export const tls = doc(
  v.optional(v.union([v.literal('auto'), pair], 'expected auto, or cert and key')),
  'Clients connect over TLS: with this certificate, or with those of our own authority (auto; see fallacy ca).',
)

/** Files larger than this are no PEM. */
const LIMIT = 1024 ** 2

/** The certificate with its key, read from their files; undefined where there is none or after reporting why not. */
export const readTls = (
  sheet: Sheet,
  path: Path,
  written: v.InferOutput<typeof tls>,
  folder: string,
): 'auto' | OwnCertificate | undefined => {
  if (written === undefined || written === 'auto') return written
  const cert = readPem(sheet, [...path, 'cert'], resolve(folder, written.cert))
  const key = readPem(sheet, [...path, 'key'], resolve(folder, written.key))
  if (cert === null || key === null) return undefined
  const flaw = flawIn({ cert, key })
  if (flaw === null) return { cert, key }
  sheet.report({ code: CODES.certificate, path, message: `the certificate is of no use: ${flaw}` })
  return undefined
}

/** The text of a file, or null after reporting that it cannot be read. */
export const readPem = (sheet: Sheet, path: Path, file: string): string | null => {
  const why = unreadable(file)
  if (why === null) return readFileSync(file, 'utf8')
  sheet.report({ code: CODES.certificate, path, message: `${file} cannot be read: ${why}` })
  return null
}

const unreadable = (file: string): string | null => {
  try {
    const { size } = statSync(file)
    if (!statSync(file).isFile()) return 'it is no file'
    if (size > LIMIT) return 'it is larger than 1 MiB'
    return readFileSync(file, 'latin1').includes('-----BEGIN ') ? null : 'it is no PEM'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
