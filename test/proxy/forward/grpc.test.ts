import { expect, test } from 'vitest'
import { type GrpcClient, grpcClient } from '../../support/grpc-client.js'
import { grpcOrigin } from '../../support/grpc-origin.js'
import { testAuthority } from '../../support/test-authority.js'
import { withForward } from '../../support/with-forward.js'
import { faultNamed } from '../../support/with-proxy.js'

/** A client that found this proxy in its environment as it was made. */
const behind = (proxy: string, ca: string): GrpcClient => {
  const { grpc_proxy: before } = process.env
  process.env.grpc_proxy = proxy
  try {
    return grpcClient('https://grpc.test:443', ca)
  } finally {
    if (before === undefined) delete process.env.grpc_proxy
    else process.env.grpc_proxy = before
  }
}

test('gRPC through a tunnel sees what it sees directly, and meets the faults', async () => {
  const authority = await testAuthority()
  const { certificate: cert, key } = authority.mint('localhost')
  await using origin = await grpcOrigin({ cert, key })
  await using proxy = await withForward({
    map: new Map([['grpc.test', origin.url]]),
    upstreamTls: new Map([['grpc.test', { ca: authority.certificate, servername: 'localhost' }]]),
  })
  await using direct = grpcClient(origin.url, authority.certificate)
  await using client = behind(proxy.url, proxy.authority.certificate)
  for (const kind of ['unary', 'clientStream', 'serverStream', 'bidi'] as const) {
    const [through, itself] = await Promise.all([client, direct].map(one => one.ask(kind, ['one', 'two'])))
    expect(through).toEqual(itself)
    expect(through?.status).toBe('OK')
  }
  expect(new Set(proxy.facts('exchange.opened').map(({ protocol, origin: named }) => `${protocol} ${named}`))).toEqual(
    new Set(['http2 https://localhost']),
  )
  const seen = async (fault: string, options: object) => {
    const lift = proxy.inject(faultNamed(fault, options))
    const { status } = await client.ask('unary', ['one'])
    lift()
    return status
  }
  expect(await seen('respond', { grpcStatus: 8 })).toBe('RESOURCE_EXHAUSTED')
  expect(await seen('streamReset', { code: 'CANCEL' })).toBe('CANCELLED')
  expect(await seen('reset', {})).toBe('UNAVAILABLE')
})
