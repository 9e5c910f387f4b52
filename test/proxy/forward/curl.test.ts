import { expect, test } from 'vitest'
import { httpOrigin } from '../../support/origin.js'
import { runProgram } from '../../support/run-program.js'
import { withForward } from '../../support/with-forward.js'
import { faultNamed } from '../../support/with-proxy.js'

/** The status and the body that curl sees through a proxy; its environment is empty. */
const curl = (proxy: string, ...args: readonly string[]) =>
  runProgram(['curl', '-sS', '--proxy', proxy, '--noproxy', '', '-w', '\n%{http_code} %{http_connect}', ...args], {
    env: { PATH: process.env.PATH },
  })

test('curl over http asks by absolute target', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward()
  const { stdout: out } = await curl(proxy.url, `${origin.url}a?b=1`)
  expect(out).toBe('ok\n200 000')
  expect(origin.seen[0]?.target).toBe('/a?b=1')
  expect(proxy.facts('exchange.opened')[0]).toMatchObject({ route: 'egress', method: 'GET' })
})

test('curl over http sees through the proxy what it sees without, to the letter', async () => {
  await using origin = await httpOrigin((_, response) => {
    response.sendDate = false
    response.writeHead(
      203,
      'Odd',
      [
        ['Set-Cookie', 'a=1'],
        ['set-cookie', 'b=2'],
        ['X-Odd', '"x"'],
      ].flat(),
    )
    response.end('chunked')
  })
  await using proxy = await withForward()
  const env = { PATH: process.env.PATH }
  const ask = ['-sS', '-i', '-d', 'sent', '--noproxy', ''] as const
  const direct = await runProgram(['curl', ...ask, `${origin.url}a?b=%20`], { env })
  const proxied = await runProgram(['curl', ...ask, '--proxy', proxy.url, `${origin.url}a?b=%20`], { env })
  const hop = /^(Connection|Keep-Alive): .*\r\n/gm
  expect(proxied.stdout).toBe(direct.stdout.replace(hop, ''))
  expect(proxied.stdout).toMatch(/^HTTP\/1\.1 203 Odd\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n/)
})

test('curl over https asks through a tunnel and trusts the authority', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['api.payments.test', origin.url]]) })
  const { stdout: out, stderr: err } = await curl(
    proxy.url,
    '--cacert',
    proxy.authority.path,
    'https://api.payments.test/v1/charges',
  )
  expect(out + err).toBe('ok\n200 200')
  expect(origin.seen[0]).toMatchObject({ target: '/v1/charges' })
  expect(origin.seen[0]?.headers).toContainEqual(['host', 'api.payments.test'])
  expect(proxy.facts('exchange.opened')[0]).toMatchObject({
    target: '/v1/charges',
    origin: 'https://api.payments.test',
  })
})

test('curl meets a fault inside TLS', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['api.payments.test', origin.url]]) })
  proxy.inject(faultNamed('respond', { status: 503, body: 'injected' }))
  const { stdout: out } = await curl(
    proxy.url,
    '--cacert',
    proxy.authority.path,
    'https://api.payments.test/v1/charges',
  )
  expect(out).toBe('injected\n503 200')
})
