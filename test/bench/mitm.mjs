// http-mitm-proxy, sent to the host of each request: node mitm.mjs PORT; /slow/… waits 100 ms.
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { Proxy: MitmProxy } = createRequire(import.meta.url)('http-mitm-proxy')
const folder = mkdtempSync(join(tmpdir(), 'bench-mitm-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('SIGTERM', () => process.exit())
console.debug = () => {}

const proxy = new MitmProxy()
proxy.onError(() => {})
proxy.onRequest(({ clientToProxyRequest: { url } }, next) => {
  if (url.startsWith('/slow/')) setTimeout(next, 100)
  else next()
})
proxy.listen({ port: Number(process.argv[2]), host: '127.0.0.1', sslCaDir: folder, keepAlive: true })
