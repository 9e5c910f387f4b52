import type { Body } from '../../core/body.js'
import type { Request } from '../../core/exchange.js'
import type { HeaderList } from '../../core/headers.js'

/** A TCP connection as the request that it is: to be connected with `authority`, a host and a port. */
export class Conversation implements Request {
  readonly method = 'CONNECT'
  readonly headers: HeaderList
  body: Body | null = null

  constructor(readonly target: string) {
    this.headers = [['Host', target]]
  }

  get url(): URL {
    return new URL(`tcp://${this.target}`)
  }
}
