import type { Body } from '../../core/body.js'
import type { Request } from '../../core/exchange.js'
import type { HeaderList } from '../../core/headers.js'
import { originForm } from '../match.js'
import { type Framing, NO_BODY, refuseMisaddressed, requestFraming } from './framing.js'
import { parseRequestHead, type RequestHead } from './head.js'
import type { FoundHead } from './head-buffer.js'
import { isIdempotent } from './repeat.js'
import { Survey } from './survey.js'

/** A request whose head has arrived. Throws a Refusal when its head breaks a rule. */
export class Arrived implements Request {
  readonly head: RequestHead
  readonly survey: Survey
  readonly framing: Framing
  /** For those who pull it; whoever passes the bytes on leaves it alone. */
  body: Body | null = null
  trailers: () => HeaderList = NO_TRAILERS
  #url: URL | undefined

  constructor({ bytes, start, end }: FoundHead) {
    this.head = parseRequestHead(bytes.toString('latin1', start, end - 2))
    this.survey = new Survey(this.head.fields)
    refuseMisaddressed(this.head, this.survey)
    this.framing = requestFraming(this.head, this.survey)
  }

  get method(): string {
    return this.head.method
  }

  get target(): string {
    return this.head.target
  }

  get headers(): HeaderList {
    return this.head.fields.list
  }

  get url(): URL {
    this.#url ??= urlOf(this.target, this.survey.hosts[0])
    return this.#url
  }

  /** Whether the client wants to go on with this connection (RFC 9112 9.3). */
  get keepsAlive(): boolean {
    return this.head.minor === 1 ? !this.survey.options.includes('close') : this.survey.options.includes('keep-alive')
  }

  /** Whether the connection may become one of another protocol; h2c is not passed on, nor an upgrade with a body. */
  get asksUpgrade(): boolean {
    const { options, upgrades } = this.survey
    const [protocol] = upgrades
    if (protocol === undefined || upgrades.length > 1 || !options.includes('upgrade')) return false
    return this.head.minor === 1 && this.framing === NO_BODY && !/\bh2c\b/i.test(protocol)
  }

  /** It is idempotent, and all there as soon as its head is. */
  get mayRepeat(): boolean {
    return this.framing === NO_BODY && isIdempotent(this.method)
  }

  get asksWebSocket(): boolean {
    return this.asksUpgrade && this.survey.upgrades[0]?.toLowerCase() === 'websocket'
  }
}

const NO_TRAILERS = (): HeaderList => []

/** For matching only: a target or Host that makes no URL is read as far as it can be. */
const urlOf = (target: string, host = ''): URL => {
  const base = `http://${URL.canParse(`http://${host}`) ? host : 'unknown'}`
  const path = originForm(target).replace(/^\/*/, '/')
  return URL.canParse(path, base) ? new URL(path, base) : new URL(base)
}
