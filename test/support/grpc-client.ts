import * as grpc from '@grpc/grpc-js'

const write = (text: string): Buffer => Buffer.from(text)
const read = (bytes: Buffer): string => String(bytes)

export type Kind = 'unary' | 'clientStream' | 'serverStream' | 'bidi'

/** What a client of @grpc/grpc-js saw of one call. */
export interface GrpcSight {
  readonly messages: readonly string[]
  readonly head: Readonly<Record<string, unknown>>
  readonly tail: Readonly<Record<string, unknown>>
  /** As grpc.status has it, by name. */
  readonly status: string
  readonly details: string
}

export interface Asked {
  readonly metadata?: Readonly<Record<string, string>>
  readonly deadlineMs?: number
  /** Told of each message that comes; `cancel` gives the call up. */
  readonly heard?: (messages: readonly string[], cancel: () => void) => void
  /** True: the next message is sent when the one before it has come back. */
  readonly takesTurns?: boolean
}

export interface GrpcClient extends AsyncDisposable {
  /** Sends texts as messages; where the method takes one, it is all of them. */
  ask(kind: Kind, texts: readonly string[], asked?: Asked): Promise<GrpcSight>
}

/** A client of @grpc/grpc-js, with a connection of its own that it never makes anew by itself. */
export const grpcClient = (url: string | URL, ca?: string): GrpcClient => {
  const { host, protocol } = new URL(url)
  const credentials =
    protocol === 'https:' && ca !== undefined
      ? grpc.credentials.createSsl(Buffer.from(ca))
      : grpc.credentials.createInsecure()
  const client = new grpc.Client(host, credentials, {
    ...{
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
      'grpc.initial_reconnect_backoff_ms': 50,
      // An address is no name that TLS could ask for.
      'grpc.ssl_target_name_override': 'localhost',
    },
  })
  return {
    ask: (kind, texts, asked = {}) =>
      new Promise(resolve => {
        const messages: string[] = []
        let head: GrpcSight['head'] = {}
        const message = (text: string) => {
          messages.push(text)
          asked.heard?.(messages, () => call.cancel())
        }
        let missing: grpc.ServiceError | null = null
        const failed: Saw['failed'] = error => (missing = error)
        const call = begin(client, kind, texts, asked, { message, failed })
        call.on('metadata', metadata => (head = shown(metadata)))
        call.on('status', ({ code, details, metadata }) =>
          resolve({ messages, head, tail: shown(metadata), status: grpc.status[missing?.code ?? code], details }),
        )
      }),
    async [Symbol.asyncDispose]() {
      client.close()
    },
  }
}

const shown = (metadata: grpc.Metadata): GrpcSight['head'] => {
  const { date: _, ...rest } = metadata.getMap()
  return rest
}

/** All kinds of calls, as far as they are alike. */
type Call = grpc.ClientUnaryCall

const begin = (client: grpc.Client, kind: Kind, texts: readonly string[], asked: Asked, saw: Saw): Call => {
  const { metadata = {}, deadlineMs, takesTurns = false } = asked
  const [path, all] = [`/shop.Cart/${kind}`, texts.join(' ')]
  const [told, options] = [new grpc.Metadata(), deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs }]
  for (const [name, value] of Object.entries(metadata)) told.set(name, value)
  const answered = (error: grpc.ServiceError | null, text?: string) => {
    if (text !== undefined) saw.message(text)
    else saw.failed(error)
  }
  if (kind === 'unary') return client.makeUnaryRequest(path, write, read, all, told, options, answered)
  if (kind === 'serverStream') {
    const call = client.makeServerStreamRequest(path, write, read, all, told, options)
    return call.on('data', saw.message).on('error', () => {})
  }
  if (kind === 'clientStream') {
    const call = client.makeClientStreamRequest(path, write, read, told, options, answered)
    for (const text of texts) call.write(text)
    call.end()
    return call
  }
  const call = client.makeBidiStreamRequest(path, write, read, told, options)
  const left = [...texts]
  const next = () => {
    const text = left.shift()
    if (text === undefined) call.end()
    else call.write(text)
  }
  call.on('error', () => {})
  call.on('data', text => {
    saw.message(text)
    if (takesTurns) next()
  })
  for (let n = takesTurns ? texts.length : 0; n <= texts.length; n++) next()
  return call
}

/** Told of what comes, while it comes. */
interface Saw {
  readonly message: (text: string) => void
  /** An answer that there is not; its status may be fine all the same. */
  readonly failed: (error: grpc.ServiceError | null) => void
}
