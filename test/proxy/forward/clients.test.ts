import { writeFileSync } from 'node:fs'
import http2 from 'node:http2'
import { expect, test } from 'vitest'
import { throughEnvironment } from '../../../src/run/through.js'
import { need } from '../../support/need.js'
import { runProgram } from '../../support/run-program.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { testAuthority } from '../../support/test-authority.js'
import { withForward } from '../../support/with-forward.js'
import { faultNamed } from '../../support/with-proxy.js'

/** An HTTPS origin, `api.test`, of HTTP/1.1 and HTTP/2, that says what it was asked; and a forward proxy before it. */
const setting = async () => {
  const authority = await testAuthority()
  const { certificate: cert, key } = authority.mint('api.test')
  const origin = http2.createSecureServer({ cert, key, allowHTTP1: true }, (request, response) => {
    let body = ''
    request.on('data', part => (body += part))
    request.on('end', () => {
      const { host, cookie, via, 'user-agent': agent, ':authority': named } = request.headers
      response.sendDate = false
      response.setHeader('Set-Cookie', ['a=1', 'b=2'])
      response.setHeader('X-Odd', '"é"')
      response.statusCode = 203
      response.end(JSON.stringify([request.method, request.url, body, named ?? host, cookie, via, agent]))
    })
  })
  await new Promise<void>(resolve => origin.listen(0, '127.0.0.1', resolve))
  const at = origin.address()
  const port = typeof at === 'object' ? (at?.port ?? 0) : 0
  const proxy = await withForward({
    map: new Map([['api.test', new URL(`https://127.0.0.1:${port}`)]]),
    upstreamTls: new Map([['api.test', { ca: authority.certificate, servername: 'api.test' }]]),
  })
  const folder = temporaryFolder()
  writeFileSync(folder.at('both.pem'), authority.certificate + proxy.authority.certificate)
  const { PATH = '' } = process.env
  const env = { PATH, ...throughEnvironment(proxy, proxy.authority, {}) }
  return {
    ...{ proxy, port, env, url: `https://api.test:${port}/a//b?c=%20d`, trusted: folder.at('both.pem'), folder },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await new Promise(resolve => origin.close(resolve))
      await folder[Symbol.asyncDispose]()
    },
  }
}

const FACES = ['--http1.1', '--http2'] as const

test.each(FACES)('curl %s sees through the proxy what it sees without, to the letter', async face => {
  await using world = await setting()
  const { port, url, trusted, proxy } = world
  const curl = (...way: string[]) =>
    runProgram(['curl', '-sS', '-i', face, '--cacert', trusted, '--data', 'sent', '-b', 'c=1;d=2', ...way, url], {
      env: { PATH: process.env.PATH },
    })
  const direct = await curl('--resolve', `api.test:${port}:127.0.0.1`)
  const proxied = await curl('--proxy', proxy.url, '--suppress-connect-headers')
  expect(direct.stdout).toMatch(face === '--http2' ? /^HTTP\/2 203/ : /^HTTP\/1\.1 203/)
  // How the connection goes on is between the client and whom it is connected to (RFC 9110 7.6.1).
  const hop = /(?:Connection|Keep-Alive): .*\r\n/g
  expect(proxied).toEqual({ ...direct, stdout: direct.stdout.replace(hop, '') })
  expect(proxy.facts('exchange.opened')).toMatchObject([{ protocol: face === '--http2' ? 'http2' : 'http1' }])
})

test.each([
  ['--http1.1', 'reset', {}, 56, ''],
  ['--http1.1', 'respond', { status: 503, body: 'no' }, 0, 'no 503'],
  ['--http2', 'reset', {}, 56, ''],
  ['--http2', 'streamReset', { code: 'INTERNAL_ERROR' }, 92, ''],
  ['--http2', 'respond', { status: 503, body: 'no' }, 0, 'no 503'],
] as const)('curl %s in a tunnel meets %s %j and ends with %i', async (face, fault, options, code, out) => {
  await using world = await setting()
  const { url, trusted, proxy } = world
  proxy.inject(faultNamed(fault, options))
  const said = await runProgram(
    ['curl', '-sS', face, '--cacert', trusted, '--proxy', proxy.url, '-w', ' %{http_code}', url],
    { env: { PATH: process.env.PATH } },
  )
  expect({ code: said.code, out: said.code === 0 ? said.stdout : '' }).toEqual({ code, out })
})

const PYTHON = `
import ssl, sys, urllib.request
def by_urllib(url):
    # As strict as Python is by itself from 3.13 on.
    trust = ssl.create_default_context()
    trust.verify_flags |= ssl.VERIFY_X509_STRICT
    with urllib.request.urlopen(url, timeout=5, context=trust) as reply: return reply.status, reply.read().decode()
def by_requests(url):
    import requests
    reply = requests.get(url, timeout=5)
    return reply.status_code, reply.text
for ask in (by_urllib, by_requests):
    try: print(ask.__name__, *ask(sys.argv[1]))
    except ImportError: print('by_requests', 'is not installed')
    except Exception as error: print(ask.__name__, repr(error))`

test('Python goes through the proxy by its environment, and meets a reset as one', async context => {
  need(context, 'python3')
  await using world = await setting()
  const { env, url, proxy } = world
  const python = async () => (await runProgram(['python3', '-c', PYTHON, url], { env })).stdout.trim().split('\n')
  const seen = (name: string, what: string) => expect.stringMatching(new RegExp(`^${name} (${what}|is not installed)`))
  expect(await python()).toEqual([seen('by_urllib', '203 \\["GET"'), seen('by_requests', '203 \\["GET"')])
  proxy.inject(faultNamed('reset', {}))
  // Before 3.13 Python takes any reset under TLS for an end.
  const reset = '.*(Connection ?reset by peer|Remote end closed connection)'
  expect(await python()).toEqual([seen('by_urllib', reset), seen('by_requests', reset)])
})

test('openssl, as strict as it can be, verifies what the proxy shows, and meets a reset as one', async context => {
  need(context, 'openssl')
  await using world = await setting()
  const { url, trusted, proxy } = world
  const openssl = async () => {
    const checks = ['-CAfile', trusted, '-x509_strict', '-verify_return_error', '-verify_hostname', 'api.test']
    const way = ['-proxy', `127.0.0.1:${proxy.port}`, '-connect', new URL(url).host, '-servername', 'api.test']
    const input = `GET / HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n`
    const { stdout: out, stderr: err } = await runProgram(['openssl', 's_client', '-ign_eof', ...way, ...checks], {
      input,
    })
    return out + err
  }
  const said = await openssl()
  expect(said).toContain('Verify return code: 0 (ok)')
  expect(said).toContain('HTTP/1.1 203 ')
  proxy.inject(faultNamed('reset', {}))
  expect(await openssl()).toMatch(/errno=104|Connection reset/i)
})
