import { writeFileSync } from 'node:fs'
import net from 'node:net'
import type tls from 'node:tls'
import { httpOrigin } from './origin.js'
import { runProgram } from './run-program.js'
import { temporaryFolder } from './temporary-folder.js'
import { testAuthority } from './test-authority.js'
import { secured, talk } from './tunnel.js'
import { faultNamed, type TestProxy, withProxy } from './with-proxy.js'

export const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

/** A proxy over TLS with certificates of its own, one fault in force; `path` is the file of its authority. */
export const secureProxy = async (fault: string, options: unknown) => {
  const folder = temporaryFolder()
  const origin = await httpOrigin()
  const authority = await testAuthority()
  const path = folder.at('ca.pem')
  writeFileSync(path, authority.certificate)
  const proxy = await withProxy({ upstream: origin.url, authority, spec: { tls: 'auto' } })
  const lift = proxy.inject(faultNamed(fault, options))
  return {
    proxy,
    lift,
    ca: authority.certificate,
    path,
    async [Symbol.asyncDispose]() {
      await proxy.plane.close(0)
      await origin[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** The code or message with which a client of Node gives up; or the reply's first line. */
export const asked = async (proxy: TestProxy, options: tls.ConnectionOptions): Promise<string> => {
  const socket = net.connect(proxy.port, '127.0.0.1')
  try {
    const secure = await secured(socket, { servername: 'localhost', ...options })
    return (await talk(secure, GET)).text.split('\r\n')[0] ?? ''
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return 'code' in error ? `${error.code}: ${error.message}` : error.message
  } finally {
    socket.destroy()
  }
}

/** The exit code of curl, which verifies. */
export const curl = async (proxy: TestProxy, path: string, ...more: string[]) => {
  const url = `https://localhost:${proxy.port}/`
  const resolve = `localhost:${proxy.port}:127.0.0.1`
  return (await runProgram(['curl', '-s', '-m', '2', '--cacert', path, '--resolve', resolve, ...more, url])).code
}
