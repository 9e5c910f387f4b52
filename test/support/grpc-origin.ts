import * as grpc from '@grpc/grpc-js'

const write = (text: string): Buffer => Buffer.from(text)
const read = (bytes: Buffer): string => String(bytes)
const methodOf = (name: string, requestStream: boolean, responseStream: boolean) => ({
  ...{ path: `/shop.Cart/${name}`, requestStream, responseStream },
  ...{ requestSerialize: write, requestDeserialize: read, responseSerialize: write, responseDeserialize: read },
})

/** One method of each kind; its messages are texts. */
const CART = {
  unary: methodOf('unary', false, false),
  clientStream: methodOf('clientStream', true, false),
  serverStream: methodOf('serverStream', false, true),
  bidi: methodOf('bidi', true, true),
}

export interface GrpcOrigin extends AsyncDisposable {
  readonly url: URL
  /** Calls that came, and of those the ones that their client gave up. */
  readonly calls: number
  readonly cancelled: number
}

const metadataOf = (fields: Readonly<Record<string, string | Buffer>>): grpc.Metadata => {
  const metadata = new grpc.Metadata()
  for (const [name, value] of Object.entries(fields)) metadata.set(name, value)
  return metadata
}

type ServerCall = grpc.ServerUnaryCall<string, string> | grpc.ServerDuplexStream<string, string>

/** A server of @grpc/grpc-js that sends back what it is sent; `fail 9 why` is a status to end with, `wait` is never answered. */
export const grpcOrigin = async (tls?: { readonly cert: string; readonly key: string }): Promise<GrpcOrigin> => {
  const server = new grpc.Server()
  let [calls, cancelled] = [0, 0]
  const meet = (
    call: Pick<ServerCall, 'metadata' | 'sendMetadata'> & { on(name: 'cancelled', then: () => void): unknown },
  ) => {
    calls++
    call.on('cancelled', () => cancelled++)
    call.sendMetadata(metadataOf({ 'x-head': String(call.metadata.get('x-asks')[0] ?? 'none') }))
  }
  const trailers = () => metadataOf({ 'x-tail': 'end', 'x-tail-bin': Buffer.from([0, 1, 255]) })
  const answer = (text: string, reply: grpc.sendUnaryData<string>) => {
    const [, code, details = ''] = /^fail (\d+) ?(.*)$/.exec(text) ?? []
    if (text === 'wait') return
    if (code === undefined) reply(null, text, trailers())
    else reply({ code: Number(code), details, metadata: metadataOf({ 'x-why': 'asked' }) })
  }
  server.addService(CART, {
    unary(call: grpc.ServerUnaryCall<string, string>, reply: grpc.sendUnaryData<string>) {
      meet(call)
      answer(call.request, reply)
    },
    clientStream(call: grpc.ServerReadableStream<string, string>, reply: grpc.sendUnaryData<string>) {
      meet(call)
      const texts: string[] = []
      call.on('data', text => texts.push(text))
      call.on('end', () => answer(texts.join(), reply))
    },
    serverStream(call: grpc.ServerWritableStream<string, string>) {
      meet(call)
      for (const text of call.request.split(' ')) call.write(text)
      call.end(trailers())
    },
    bidi(call: grpc.ServerDuplexStream<string, string>) {
      meet(call)
      call.on('data', text => call.write(text))
      call.on('end', () => call.end(trailers()))
    },
  })
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentialsOf(tls), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  )
  return {
    url: new URL(`${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`),
    get calls() {
      return calls
    },
    get cancelled() {
      return cancelled
    },
    async [Symbol.asyncDispose]() {
      server.forceShutdown()
    },
  }
}

const credentialsOf = (tls?: { readonly cert: string; readonly key: string }): grpc.ServerCredentials => {
  if (tls === undefined) return grpc.ServerCredentials.createInsecure()
  return grpc.ServerCredentials.createSsl(null, [
    { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) },
  ])
}
