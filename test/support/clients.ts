import { execFile, execFileSync } from 'node:child_process'
import http from 'node:http'

/** What a client saw of one GET: its error is the code and the message of the error and of its cause. */
export interface Sight {
  readonly status: number | null
  readonly bytes: number
  readonly error: string | null
}

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? `${error.code} ` : ''
  return `${code}${error.message}${error.cause === undefined ? '' : ` <- ${messageOf(error.cause)}`}`
}

/** Node's http on a fresh connection. */
export const byHttp = (url: string): Promise<Sight> =>
  new Promise(resolve => {
    let status: number | null = null
    let bytes = 0
    const see = (error: string | null) => resolve({ status, bytes, error })
    const call = http.get(url, { agent: false }, response => {
      status = response.statusCode ?? null
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      response.on('error', error => see(messageOf(error)))
      response.on('end', () => see(response.complete ? null : 'incomplete'))
    })
    call.on('error', error => see(messageOf(error)))
  })

/** The fetch of Node, which is undici. Not with `Connection: close`: then it takes a broken chunked reply for a whole one. */
export const byFetch = async (url: string): Promise<Sight> => {
  let status: number | null = null
  let bytes = 0
  try {
    const response = await fetch(url)
    status = response.status
    for await (const chunk of response.body ?? []) bytes += chunk.length
    return { status, bytes, error: null }
  } catch (error) {
    return { status, bytes, error: messageOf(error) }
  }
}

export interface CurlSight {
  readonly status: number
  readonly bytes: number
  readonly exit: number
}

/** The real curl; its exit code instead of an error. */
export const byCurl = (url: string, ...options: readonly string[]): Promise<CurlSight> =>
  new Promise((resolve, reject) => {
    const said = ['-sS', '-o', '/dev/null', '-w', '%{http_code} %{size_download}', '--max-time', '10']
    execFile('curl', [...said, ...options, url], (error, stdout) => {
      const exit = error === null ? 0 : error.code
      if (typeof exit !== 'number') return reject(error)
      const [status, bytes] = stdout.split(' ').map(Number)
      resolve({ status: status ?? 0, bytes: bytes ?? 0, exit })
    })
  })

export const hasCurl = (() => {
  try {
    execFileSync('curl', ['--version'])
    return true
  } catch {
    return false
  }
})()
